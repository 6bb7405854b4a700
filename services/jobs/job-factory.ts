import type { JobRecord } from '../../core/contract/job-record.ts'
import type { Clock } from '../../core/domain/clock.ts'
import type { Ids } from '../system/ids.ts'
import type { Store } from '../store/store.ts'
import type { JobFolders } from './folders.ts'
import { newJob } from './registry.ts'
import type { Job, JobRegistry } from './registry.ts'
import { newRecord } from './new-record.ts'

interface Deps { registry: JobRegistry, folders: Pick<JobFolders, 'writeJob' | 'forget'>, store: Pick<Store, 'addJob' | 'removeJob'>, clock: Clock, ids: Ids }

/** Makes jobs. */
export interface JobMaker {
  /** A job that exists in memory only. Whoever makes it adds it to the registry before anything else is awaited: that takes its number. */
  conceive: (given: Pick<JobRecord, 'trainer'> & Partial<JobRecord>, config: Record<string, unknown>) => Job
  /** Has it on the disk, then in the store. What cannot be kept is not a job. */
  keep: (job: Job) => Promise<void>
  /** Takes back a job that never came to anything. */
  discard: (job: Job) => Promise<void>
}

export function createJobMaker ({ registry, folders, store, clock, ids }: Deps): JobMaker {
  async function discard (job: Job): Promise<void> {
    registry.remove(job)
    await folders.forget(job.facts.job_id)
    await store.removeJob(job.facts.job_number)
  }

  return {
    discard,
    conceive (given, config) {
      const job_number = registry.nextNumber()
      const named = { job_id: ids.uuid(), job_number, job_slug: `job_${ids.short()}`, job_name: `Training ${job_number}`, created_at: new Date(clock.now()).toISOString() }
      return newJob(newRecord({ ...named, ...given }), config)
    },
    async keep (job) {
      try {
        await folders.writeJob(job.facts, job.config)
        await store.addJob({ ...job.facts, state: job.position.state, config: job.config })
      } catch (error) {
        await discard(job)
        throw error
      }
    }
  }
}
