import type { JobRecord } from '../../core/contract/job-record.ts'
import type { JobFolders } from './folders.ts'
import type { Job } from './registry.ts'

/** What is kept of the jobs besides their events. */
export interface Records {
  /** Changes some of it: on the disk first, then in memory. */
  update: (job: Job, change: Partial<JobRecord>) => Promise<void>
}

/** Writes of one job come one after the other: each starts from what the one before it left. */
export function createRecords (folders: Pick<JobFolders, 'writeRecord'>): Records {
  const turns = new WeakMap<Job, Promise<void>>()
  return {
    async update (job, change) {
      const write = async (): Promise<void> => {
        const next = { ...job.facts, ...change }
        await folders.writeRecord(next)
        job.facts = next
      }
      const mine = (turns.get(job) ?? Promise.resolve()).then(write, write)
      turns.set(job, mine)
      await mine
    }
  }
}
