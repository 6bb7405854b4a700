import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import type { EventBody } from '../core/contract/events.ts'
import { journalFile } from '../core/contract/journal.ts'
import { PROTOCOL_VERSION } from '../core/contract/values.ts'
import { createJournalLines } from '../core/formats/journal-line.ts'

const { encode } = createJournalLines(crc32)
const steps_per_epoch = 60
const epochs_per_sample = 3
const file = (path: string): Extract<EventBody, { type: 'backup_created' }>['file'] => ({
  path, bytes: 49_152,
  sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
})
const ending = { code: 0, signal: null, forced: false, requested_by: null, leftovers: 0, peak_rss_bytes: 28_254_208 }

/** The events of a training without end, in the kinds, order and sizes in which the built-in trainer makes them. */
export function * training (): Generator<EventBody> {
  yield status('starting', 'loading', 'Starting builtin')
  yield {
    type: 'trainer_ready', pid: 4711, protocol: 1, trainer: 'builtin', trainer_version: '1', python_version: '3.11.7',
    device: 'cpu', resumed_from: null
  }
  yield status('running', 'training', 'training')
  for (let step = 1; ; step++) {
    yield * trainingStep(step)
    if (step % steps_per_epoch === 0) yield * epochEnd(step)
  }
}

/** The last event: with it the attempt is over. */
export const completed = () => ({
  ...status('completed', 'unknown', 'all epochs are trained'),
  reason: 'finished' as const,
  exit: ending
})

function * trainingStep (step: number): Generator<EventBody> {
  const epoch = Math.floor((step - 1) / steps_per_epoch)
  const epoch_step = step - epoch * steps_per_epoch
  const loss = 0.8647411227745143 / Math.sqrt(step)
  const smooth_loss = loss * 1.0625000000000002
  yield {
    type: 'training_progress', epoch, epoch_step, epoch_sample: epoch_step * 10, global_step: step,
    max_step: steps_per_epoch, max_epoch: 10_000, loss, smooth_loss, learning_rate: 2.9979439501633
  }
  yield {
    type: 'scalars',
    step,
    epoch,
    values: {
      'loss/train_step': loss, 'smooth_loss/train_step': smooth_loss, 'loss/reader': loss * 1.7,
      'lr/image_model': 0.0029979439501633, 'lr/reader': 2.9979439501633
    }
  }
  if (step % 10 === 0) {
    yield {
      type: 'log', level: 'info',
      message: `epoch ${epoch}: ${epoch_step}/${steps_per_epoch} [00:06<00:02, 8.91it/s, loss=${loss.toFixed(4)}]`,
      source: 'stderr'
    }
  }
}

function * epochEnd (step: number): Generator<EventBody> {
  const epoch = step / steps_per_epoch
  yield status('running', 'validating', 'reading the held-out set')
  yield {
    type: 'validation_result', step, epoch, validation_loss: 0.22836641940726615, concept: null, accuracy: 0.655,
    correct: 131, total: 200
  }
  yield {
    type: 'scalars', step, epoch,
    values: { 'loss/validation_step/glyphs': 0.22836641940726615, 'accuracy/validation_step/glyphs': 0.655 }
  }
  if (epoch % epochs_per_sample === 0) {
    yield status('running', 'sampling', 'drawing 2 pictures')
    for (let index = 0; index < 2; index++) yield * picture(step, epoch, index)
    yield {
      type: 'backup_created',
      file: file(`backup/2026-11-21_03-13-16-backup-${step}-${epoch}-0`),
      step,
      epoch,
      epoch_step: 0,
      command_id: null
    }
  }
  yield status('running', 'training', `training, epoch ${epoch + 1} of 10000`)
}

function * picture (step: number, epoch: number, sample_index: number): Generator<EventBody> {
  for (let done = 1; done <= 20; done++) {
    yield { type: 'sample_progress', sample_type: 'default', step: done, max_step: 20 }
  }
  yield {
    type: 'sample_generated', sample_id: `s1-${step * 2 + sample_index}`,
    file: file(`samples/${epoch}-${step}-${sample_index}.png`),
    sample_type: 'default',
    sample_index,
    step,
    epoch,
    prompt: 'the digit 7',
    negative_prompt: '',
    seed: 42,
    width: 192,
    height: 192,
    command_id: null
  }
}

const status = (
  word: 'starting' | 'running' | 'completed',
  phase: Extract<EventBody, { type: 'training_status' }>['phase'],
  message: string
): Extract<EventBody, { type: 'training_status' }> => ({
  type: 'training_status', status: word, phase, message, error: null, reason: null, exit: null, traceback: null
})

/** Writes a journal of `count` events, the last of them the end of the attempt; says how many bytes it has. */
export const writeJournal = (attempt_dir: string, job_id: string, count: number): number =>
  writeEvents(attempt_dir, job_id, trainingOf(count)).bytes

/** So many events of a training, the last of them the end of the attempt. */
export function * trainingOf (count: number): Generator<EventBody> {
  const events = training()
  for (let seq = 1; seq < count; seq++) yield events.next().value as EventBody // as: it has no end
  yield completed()
}

/** Writes a journal of these events, a twentieth of a second apart; says how many they are, and its bytes. */
export function writeEvents (
  attempt_dir: string, job_id: string, events: Iterable<EventBody>
): { count: number, bytes: number } {
  mkdirSync(attempt_dir, { recursive: true })
  const fd = openSync(join(attempt_dir, journalFile(1)), 'w')
  const began = Date.UTC(2026, 0, 1)
  let lines = [encode({ v: PROTOCOL_VERSION, type: 'segment', job_id, attempt: 1, segment: 1, first_seq: 1 })]
  let [bytes, seq] = [0, 0]
  const flush = (): void => {
    bytes += writeSync(fd, lines.join('\n') + '\n')
    lines = []
  }
  for (const body of events) {
    seq += 1
    lines.push(
      encode({
        v: PROTOCOL_VERSION, seq,
        timestamp: new Date(began + seq * 50).toISOString(),
        elapsed_ms: seq * 50,
        ...body
      })
    )
    if (lines.length >= 5000) flush()
  }
  if (lines.length > 0) flush()
  closeSync(fd)
  return { count: seq, bytes }
}
