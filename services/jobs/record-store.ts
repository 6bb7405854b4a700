import type { JobRecord } from '../../core/contract/job-record.ts'
import type { JobFolders } from './folders.ts'
import type { LiveJob } from './registry.ts'

/** What is kept of the jobs besides their events. */
export interface JobRecordStore {
  /** Changes some of it: on the disk first, then in memory. */
  update: (job: LiveJob, change: Partial<JobRecord>) => Promise<void>
}

/** Writes of one job come one after the other: each starts from what the one before it left. */
export function createJobRecordStore (folders: Pick<JobFolders, 'writeRecord'>): JobRecordStore {
  const turns = new WeakMap<LiveJob, Promise<void>>()
  return {
    async update (job, change) {
      const write = async (): Promise<void> => {
        const next = { ...job.record, ...change }
        await folders.writeRecord(next)
        job.record = next
      }
      const mine = (turns.get(job) ?? Promise.resolve()).then(write, write)
      turns.set(job, mine)
      await mine
    }
  }
}
