import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Value } from '@sinclair/typebox/value'
import type { EventBody } from '../core/contract/events.ts'
import { Limits } from '../core/contract/journal.ts'
import type { AttemptSpec, ExitFile } from '../core/contract/journal.ts'
import { PROTOCOL_VERSION } from '../core/contract/values.ts'
import { newRecord } from '../services/jobs/new-record.ts'
import { completed, writeEvents } from './training-lines.ts'

const created_at = '2026-01-01T00:00:00.000Z'

/** A finished job that is to be written. Its last event is that of its end. */
export interface JobToWrite {
  job_number: number
  job_name?: string
  tags?: string[]
  events: Iterable<EventBody>
}

export const jobIdOf = (job_number: number): string =>
  `019a4f6e-7b1c-7c3e-9d2a-${String(job_number).padStart(12, '0')}`

/** Writes the folder of a finished job as server and runner leave it, into `runs`; says which folder it is. */
export function writeJob (
  runs: string, { job_number, job_name = `Training ${job_number}`, tags = [], events }: JobToWrite
): string {
  const job_id = jobIdOf(job_number)
  const job_dir = join(runs, job_id)
  const dir = join(job_dir, 'a1')
  mkdirSync(dir, { recursive: true })
  const named = { job_id, job_number, job_slug: `job_bench${job_number}`, job_name, trainer: 'builtin' as const }
  const spec: AttemptSpec = {
    v: PROTOCOL_VERSION, ...named,
    job_created_at: created_at, attempt: 1, first_seq: 1, created_at, argv: ['true'], cwd: '/',
    env: {}, cookie: 'a'.repeat(32), socket: join(dir, 's').slice(-100), job_dir, resume_from: null,
    begin_order: 2 * job_number - 1, limits: Value.Create(Limits)
  }
  const { status, reason, exit } = completed()
  const { count } = writeEvents(dir, job_id, events)
  const end: ExitFile = {
    v: PROTOCOL_VERSION, status, reason, error: null, exit, last_seq: count, ended_at: created_at
  }
  const record = newRecord({ ...named, created_at, tags, settled_attempt: 1, end_order: 2 * job_number })
  write(dir, { spec, config: {}, exit: end })
  write(job_dir, { config: {}, job: record })
  return job_dir
}

function write (folder: string, files: Record<string, object>): void {
  for (const [name, value] of Object.entries(files)) {
    writeFileSync(join(folder, `${name}.json`), JSON.stringify(value))
  }
}
