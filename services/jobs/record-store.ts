import type { JobRecord } from '../../core/contract/job-record.ts'
import { createKeyedSerialiser } from '../files/serialise.ts'
import type { JobFolders } from './folders.ts'
import { replaceRecord } from './live-job.ts'
import type { LiveJob } from './live-job.ts'
import { withEndOrder } from './work-order.ts'

/** What is kept of the jobs besides their events. */
export interface JobRecordStore {
  /** Changes some of it: on the disk first, then in memory. Each change starts from the one before it. */
  update: (job: LiveJob, change: Partial<JobRecord>) => Promise<void>
}

/** `nextOrder`: the number of the next begin or end of an attempt. */
export function createJobRecordStore (
  folders: Pick<JobFolders, 'writeRecord'>, nextOrder: () => number
): JobRecordStore {
  const updates = createKeyedSerialiser<LiveJob>()
  return {
    async update (job, change) {
      await updates.run(job, async () => {
        const next = { ...job.record, ...withEndOrder(job.record, change, nextOrder) }
        await folders.writeRecord(next)
        replaceRecord(job, next)
      })
    }
  }
}
