import { appendFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { journalFile } from '../../core/contract/journal.ts'
import type { AttemptSpec, JournalEvent } from '../../core/contract/journal.ts'
import { Limits } from '../../core/contract/journal.ts'
import type { EventBody } from '../../core/contract/events.ts'
import { Value } from '@sinclair/typebox/value'

const exit = { code: 0, signal: null, forced: false, requested_by: null, leftovers: 0, peak_rss_bytes: null }
export const job_id = '019a4f6e-7b1c-7c3e-9d2a-5f0b8e6c1d42'

/** A journal event as a runner writes it. */
export const at = (seq: number, body: EventBody): JournalEvent =>
  ({ v: 1, seq, timestamp: new Date(Date.UTC(2026, 0, 1) + seq * 100).toISOString(), elapsed_ms: seq * 100, ...body })

export const status = (word: 'starting' | 'running' | 'completed' | 'error'): EventBody => ({
  type: 'training_status', status: word, phase: 'training', message: word, error: null,
  reason: word === 'completed' ? 'finished' : null,
  exit: word === 'completed' || word === 'error' ? exit : null,
  traceback: null
})
export const log = (message: string): EventBody => ({ type: 'log', level: 'info', message, source: 'stdout' })
export const scalars = (step: number): EventBody => ({
  type: 'scalars', step, epoch: 0,
  values: { 'loss/train_step': 1 / (step + 1), 'lr/reader': 0.1 }
})
export const progress = (step: number): EventBody =>
  ({
    type: 'training_progress', epoch: 0, epoch_step: step, epoch_sample: step, global_step: step, max_step: 100,
    max_epoch: 1, loss: 1, smooth_loss: 1, learning_rate: 0.1
  })

/** A whole short training: `steps` steps, each with progress, metrics and a log line. */
export function wholeRun (steps: number): JournalEvent[] {
  const bodies: EventBody[] = [status('starting'), status('running')]
  for (let step = 1; step <= steps; step++) bodies.push(progress(step), scalars(step), log(`step ${step}`))
  return [...bodies, status('completed')].map((body, index) => at(index + 1, body))
}

/** Appends events to a segment as whole lines; the first line of a new segment is its header. */
export function appendJournal (attempt_dir: string, events: JournalEvent[], segment = 1): void {
  mkdirSync(attempt_dir, { recursive: true })
  const path = join(attempt_dir, journalFile(segment))
  appendFileSync(path, events.map(event => JSON.stringify(event) + '\n').join(''))
}

/** A spec that launches nothing. */
export function specOf (attempt_dir: string, job_dir: string): AttemptSpec {
  return {
    v: 1, job_id, job_number: 1, job_slug: 'job_aaaaaaaa', job_name: 'Training 1',
    job_created_at: '2026-01-01T00:00:00.000Z', attempt: 1, first_seq: 1, created_at: '2026-01-01T00:00:00.000Z',
    trainer: 'builtin', argv: ['true'], cwd: '/', env: {}, cookie: 'a'.repeat(32), socket: join(attempt_dir, 's'),
    job_dir, resume_from: null, begin_order: 0, limits: Value.Create(Limits)
  }
}
