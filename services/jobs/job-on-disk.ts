import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Value } from '@sinclair/typebox/value'
import { JobRecord, readJobRecord } from '../../core/contract/job-record.ts'
import { DamagedRecord } from '../../core/contract/read-record.ts'
import { inCodeUnits } from '../../core/contract/rewrite-schema.ts'
import { isObject } from '../../core/domain/schema/json-schema.ts'
import { errorCode } from '../../core/domain/file-error.ts'
import { ifExists } from '../files/if-exists.ts'
import { readRecord } from '../files/read-record.ts'
import type { JournalLine } from '../attempts/journal-reader.ts'
import { readAttempts, readConfig } from './attempt-on-disk.ts'
import type { AttemptOnDisk, DamagedAttempt } from './attempt-on-disk.ts'
import { readJobJournal } from './job-journal.ts'
import { jobOfAttempts } from './older-job.ts'

/** A job as its folder has it. `events` are those that no runner wrote. */
export interface ReadableJob {
  kind: 'readable'
  record: JobRecord
  config: Record<string, unknown>
  events: JournalLine[]
  attempts: Array<AttemptOnDisk | DamagedAttempt>
  /** A server that wrote no job.json made it. */
  is_older: boolean
}

/** A job whose job.json, config.json or notes.jsonl cannot be used; `known` is what can still be read of it. */
export interface DamagedJob { kind: 'damaged', job_id: string, reason: string, known: KnownOfJob }
export type KnownOfJob = Partial<Pick<JobRecord, typeof telling[number]>>

const telling = [
  'job_number', 'job_slug', 'job_name', 'trainer', 'created_at', 'network_id', 'fork_of', 'config_name', 'idempotency',
  'after'
] as const

/** The job in a folder that has its id for a name; null when none was begun in it: job.json is written last. */
export async function readJobFolder (dir: string, job_id: string): Promise<ReadableJob | DamagedJob | null> {
  try {
    const record = await readRecord(readJobRecord, join(dir, 'job.json'))
    if (record === null) return await readWithoutRecord(dir, job_id)
    if (record.job_id !== job_id) {
      throw new DamagedRecord('job.json', '/job_id', `expected ${job_id}, as the folder is named`)
    }
    const whole = record.deleted === null
    return {
      kind: 'readable',
      record,
      config: whole ? await readConfig(dir, 'config.json') : {},
      events: whole ? await readJobJournal(dir) : [],
      attempts: whole ? await readAttempts(dir) : [],
      is_older: false
    }
  } catch (error) {
    return { kind: 'damaged', job_id, reason: reasonOf(error), known: await readKnown(dir) }
  }
}

function reasonOf (error: unknown): string {
  if (error instanceof DamagedRecord) return error.message
  if (errorCode(error) === 'UNKNOWN') throw error // a fault of ours
  return `the folder cannot be read (${errorCode(error)})`
}

/** A folder without job.json: a job of an older server; null when none was begun in it. Errors: DamagedRecord. */
async function readWithoutRecord (dir: string, job_id: string): Promise<ReadableJob | null> {
  const names = await ifExists(readdir(dir)) ?? []
  const attempts = await readAttempts(dir)
  const hasJournal = names.includes('notes.jsonl')
  const older = hasJournal ? null : jobOfAttempts(job_id, attempts)
  if (older !== null) return { kind: 'readable', ...older, events: [], attempts, is_older: true }
  const hadConfig = names.includes('config.json') && names.some(name => /^a[1-9]\d*$/.test(name))
  if (hasJournal || attempts.length > 0 || hadConfig) throw new DamagedRecord('job.json', '', 'is missing')
  return null
}

/** What a damaged job.json still says of the job; else what its attempts say. */
async function readKnown (job_dir: string): Promise<KnownOfJob> {
  const record = await parseAnyway(join(job_dir, 'job.json'))
  const names = await readdir(job_dir).catch(() => []) // that it cannot be read is known already
  const specs = names
    .filter(name => /^a\d+$/.test(name))
    .map(async name => await parseAnyway(join(job_dir, name, 'spec.json')))
  // as: they are objects
  const { job_created_at, ...spec } = Object.assign({}, ...await Promise.all(specs)) as Record<string, unknown>
  const said: Record<string, unknown> = { created_at: job_created_at, ...spec, ...record }
  return Object.fromEntries(
    telling.flatMap(key => (Value.Check(inCodeUnits(JobRecord.properties[key]), said[key]) ? [[key, said[key]]] : []))
  )
}

async function parseAnyway (path: string): Promise<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(await readFile(path, 'utf8'))
    return isObject(value) ? value : {}
  } catch {
    return {} // that it cannot be read is known already
  }
}
