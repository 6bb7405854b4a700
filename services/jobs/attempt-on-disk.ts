import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Type } from '@sinclair/typebox'
import { readAttemptSpec } from '../../core/contract/journal.ts'
import type { AttemptSpec } from '../../core/contract/journal.ts'
import { DamagedRecord, recordReader } from '../../core/contract/read-record.ts'
import { ifExists } from '../files/if-exists.ts'
import { readRecord } from '../files/read-record.ts'

export interface AttemptOnDisk { spec: AttemptSpec, config: Record<string, unknown> }

/** An attempt that was begun and of which a record cannot be used. */
export interface DamagedAttempt {
  attempt: number
  damage: DamagedRecord
  /** Set where only config.json is damaged: the attempt can be followed without it. */
  spec: AttemptSpec | null
}

const readConfigFile = recordReader(Type.Object({}))

/** The config in a folder. Errors: DamagedRecord, also where there is none. */
export async function readConfig (dir: string, file: string): Promise<Record<string, unknown>> {
  const config = await readRecord(readConfigFile, join(dir, 'config.json'), file)
  if (config === null) throw new DamagedRecord(file, '', 'is missing')
  return config
}

/** The attempts of a job that were begun, in order. */
export async function readAttempts (job_dir: string): Promise<Array<AttemptOnDisk | DamagedAttempt>> {
  const attempts: Array<AttemptOnDisk | DamagedAttempt> = []
  // One after the other: a job of a thousand attempts would use up the file descriptors of the process.
  for (const number of await attemptNumbers(job_dir)) {
    const attempt = await readAttempt(job_dir, number)
    if (attempt !== null) attempts.push(attempt)
  }
  return attempts
}

/** Numbers of the folders of attempts, in order. */
export const attemptNumbers = async (job_dir: string): Promise<number[]> =>
  (await readdir(job_dir)).flatMap(name => /^a([1-9]\d{0,8})$/.exec(name)?.[1] ?? []).map(Number).sort((a, b) => a - b)

/**
 * The attempt in `a<attempt>/`; null when it was never begun: spec.json is written last, and a runner starts from it.
 */
export async function readAttempt (job_dir: string, attempt: number): Promise<AttemptOnDisk | DamagedAttempt | null> {
  const dir = join(job_dir, `a${attempt}`)
  let spec: AttemptSpec | null = null
  try {
    spec = await readSpec(dir, attempt)
    return spec === null ? null : { spec, config: await readConfig(dir, `a${attempt}/config.json`) }
  } catch (error) {
    if (!(error instanceof DamagedRecord)) throw error
    return { attempt, damage: error, spec }
  }
}

async function readSpec (dir: string, attempt: number): Promise<AttemptSpec | null> {
  const file = `a${attempt}/spec.json`
  const spec = await readRecord(readAttemptSpec, join(dir, 'spec.json'), file)
  if (spec === null && !await hasTraces(dir)) return null
  if (spec === null) throw new DamagedRecord(file, '', 'is missing')
  if (spec.attempt !== attempt) {
    throw new DamagedRecord(file, '/attempt', `expected ${attempt}, as the folder is named`)
  }
  return spec
}

const trace = /^(events-.*|(exit|runner)\.json|(orphan|output|runner)\.log(\.1)?|reserve|(spool|unsent)\.jsonl)$/

/** Whether a folder holds what is written only after its spec.json; files of somebody else are no sign. */
const hasTraces = async (folder: string): Promise<boolean> =>
  ((await ifExists(readdir(folder))) ?? []).some(name => trace.test(name))
