import { join } from 'node:path'
import type { ReadRecord } from '../../core/contract/read-record.ts'
import { openKeptRecord } from './kept-record.ts'
import type { KeptRecord } from './kept-record.ts'
import { createKeyedSerialiser } from './serialise.ts'

/** One record file in the folder of each job. */
export interface JobRecords<T> {
  /** The record of a job; null without one, or with a damaged one. */
  of: (job_id: string) => T | null
  /** Replaces it by what `next` makes of it, one change of a job after the other. On the disk before it returns. */
  change: (job_id: string, next: (record: T | null) => T) => Promise<T>
}

interface JobRecordsDeps<T> {
  /** Name of the file. */
  file: string
  read: ReadRecord<T>
  job_dir: (job_id: string) => string
  /** Gets the job with the file, the place in it and the problem. */
  onDamage: (problem: string) => void
}

/** Reads the file of a job when it is first asked for. */
export function createJobRecords<T> ({ file, read, job_dir, onDamage }: JobRecordsDeps<T>): JobRecords<T> {
  const records = new Map<string, KeptRecord<T>>()
  const changes = createKeyedSerialiser<string>()

  function recordOf (job_id: string): KeptRecord<T> {
    const known = records.get(job_id)
    if (known !== undefined) return known
    const opened = openKeptRecord(join(job_dir(job_id), file), read, problem => { onDamage(`${job_id}/${problem}`) })
    records.set(job_id, opened)
    return opened
  }

  return {
    of: job_id => recordOf(job_id).get(),
    async change (job_id, next) {
      return await changes.run(job_id, async () => {
        const record = recordOf(job_id)
        const changed = next(record.get())
        await record.write(changed)
        return changed
      })
    }
  }
}
