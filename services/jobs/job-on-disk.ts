import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { JobRecord, readJobRecord } from '../../core/contract/job-record.ts'
import { readAttemptSpec } from '../../core/contract/journal.ts'
import type { AttemptSpec } from '../../core/contract/journal.ts'
import { DamagedRecord, recordReader } from '../../core/contract/read-record.ts'
import { isObject } from '../../core/domain/config/json-schema.ts'
import { errorCode } from '../../core/domain/file-error.ts'
import { ifExists } from '../files/if-exists.ts'
import { readRecord } from '../files/read-record.ts'
import type { JournalLine } from '../attempts/journal-reader.ts'
import { readJobJournal } from './job-journal.ts'

export interface AttemptOnDisk { spec: AttemptSpec, config: Record<string, unknown> }

/** An attempt that was begun and whose spec.json or config.json cannot be used. */
export interface DamagedAttempt { attempt: number, reason: string }

/** A job as its folder has it. `events` are those that no runner wrote. */
export interface ReadableJob {
  kind: 'readable'
  record: JobRecord
  config: Record<string, unknown>
  events: JournalLine[]
  attempts: Array<AttemptOnDisk | DamagedAttempt>
}

/** A job whose job.json, config.json or notes.jsonl cannot be used; `known` is what can still be read of it. */
export interface DamagedJob { kind: 'damaged', job_id: string, reason: string, known: KnownOfJob }
export type KnownOfJob = Partial<Pick<JobRecord, typeof telling[number]>>

const telling = ['job_number', 'job_slug', 'job_name', 'trainer', 'created_at'] as const
const readConfigFile = recordReader(Type.Object({}))

/** The job in a folder that has its id for a name; null when none was begun in it: job.json is written last. */
export async function readJobFolder (dir: string, job_id: string): Promise<ReadableJob | DamagedJob | null> {
  try {
    const record = await readRecord(readJobRecord, join(dir, 'job.json'))
    if (record === null && !await hasTraces(dir, /^(notes\.jsonl|a[1-9]\d*)$/)) return null
    if (record === null) throw new DamagedRecord('job.json', '', 'is missing')
    if (record.job_id !== job_id) {
      throw new DamagedRecord('job.json', '/job_id', `expected ${job_id}, as the folder is named`)
    }
    const whole = record.deleted === null
    return {
      kind: 'readable',
      record,
      config: whole ? await readConfig(dir, 'config.json') : {},
      events: whole ? await readJobJournal(dir) : [],
      attempts: whole ? await readAttempts(dir) : []
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

async function readConfig (dir: string, file: string): Promise<Record<string, unknown>> {
  const config = await readRecord(readConfigFile, join(dir, 'config.json'), file)
  if (config === null) throw new DamagedRecord(file, '', 'is missing')
  return config
}

async function readAttempts (job_dir: string): Promise<Array<AttemptOnDisk | DamagedAttempt>> {
  const numbers = await attemptNumbers(job_dir)
  const attempts = await Promise.all(numbers.map(async attempt => await readAttempt(job_dir, attempt)))
  return attempts.filter(attempt => attempt !== null)
}

/** Numbers of the folders of attempts, in order. */
export const attemptNumbers = async (job_dir: string): Promise<number[]> =>
  (await readdir(job_dir)).flatMap(name => /^a([1-9]\d{0,8})$/.exec(name)?.[1] ?? []).map(Number).sort((a, b) => a - b)

/**
 * The attempt in `a<attempt>/`; null when it was never begun: spec.json is written last, and a runner starts from it.
 */
export async function readAttempt (job_dir: string, attempt: number): Promise<AttemptOnDisk | DamagedAttempt | null> {
  const dir = join(job_dir, `a${attempt}`)
  try {
    const file = `a${attempt}/spec.json`
    const spec = await readRecord(readAttemptSpec, join(dir, 'spec.json'), file)
    if (spec === null && !await hasTraces(dir, /^(runner\.json|exit\.json|events-.*)$/)) return null
    if (spec === null) throw new DamagedRecord(file, '', 'is missing')
    if (spec.attempt !== attempt) {
      throw new DamagedRecord(file, '/attempt', `expected ${attempt}, as the folder is named`)
    }
    return { spec, config: await readConfig(dir, `a${attempt}/config.json`) }
  } catch (error) {
    if (error instanceof DamagedRecord) return { attempt, reason: error.message }
    throw error
  }
}

/** Whether a folder holds what is written only after its record. */
const hasTraces = async (folder: string, names: RegExp): Promise<boolean> =>
  ((await ifExists(readdir(folder))) ?? []).some(name => names.test(name))

/** What a damaged job.json still says of the job; else what its attempts say. */
async function readKnown (job_dir: string): Promise<KnownOfJob> {
  const record = await parseAnyway(join(job_dir, 'job.json'))
  const names = await ifExists(readdir(job_dir)) ?? []
  const specs = names
    .filter(name => /^a\d+$/.test(name))
    .map(async name => await parseAnyway(join(job_dir, name, 'spec.json')))
  // as: they are objects
  const { job_created_at, ...spec } = Object.assign({}, ...await Promise.all(specs)) as Record<string, unknown>
  const said: Record<string, unknown> = { created_at: job_created_at, ...spec, ...record }
  return Object.fromEntries(
    telling.flatMap(key => (Value.Check(JobRecord.properties[key], said[key]) ? [[key, said[key]]] : []))
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
