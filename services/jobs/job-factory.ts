import type { JobRecord } from '../../core/contract/job-record.ts'
import type { Clock } from '../../core/domain/clock.ts'
import { timestampNow } from '../../core/domain/clock.ts'
import type { Ids } from '../system/ids.ts'
import type { Store } from '../store/store.ts'
import type { JobFolders } from './folders.ts'
import { newJob } from './live-job.ts'
import type { LiveJob } from './live-job.ts'
import type { JobRegistry } from './registry.ts'
import { newRecord } from './new-record.ts'

interface JobFactoryDeps {
  registry: JobRegistry
  folders: Pick<JobFolders, 'createJob' | 'withdrawJob'>
  store: Pick<Store, 'addJob' | 'removeJob'>
  clock: Clock
  ids: Ids
}

/** Makes jobs. */
export interface JobFactory {
  /**
   * A job that exists in memory only. The caller adds it to the registry before it awaits anything: that takes its
   * number.
   */
  build: (given: Pick<JobRecord, 'trainer'> & Partial<JobRecord>, config: Record<string, unknown>) => LiveJob
  /** Writes a job to the disk, then to the store. One that cannot be written is rolled back. */
  persist: (job: LiveJob) => Promise<void>
  /** Removes a job that has no attempt, with its folder and its row. */
  rollback: (job: LiveJob) => Promise<void>
}

export function createJobFactory ({ registry, folders, store, clock, ids }: JobFactoryDeps): JobFactory {
  async function withdraw (job: LiveJob): Promise<void> {
    registry.remove(job)
    await folders.withdrawJob(job.record.job_id)
  }

  return {
    build (given, config) {
      const job_number = registry.nextNumber()
      const names = {
        job_id: ids.uuid(), job_number, job_slug: `job_${ids.short()}`, job_name: `Training ${job_number}`
      }
      return newJob(newRecord({ ...names, created_at: timestampNow(clock), ...given }), config)
    },
    async persist (job) {
      try {
        await folders.createJob(job.record, job.config)
      } catch (error) {
        registry.remove(job)
        throw error
      }
      try {
        await store.addJob({ ...job.record, state: job.position.state, config: job.config })
      } catch (error) {
        await withdraw(job) // not from the store: a row that is there is not its own
        throw error
      }
    },
    async rollback (job) {
      await withdraw(job)
      await store.removeJob(job.record.job_number)
    }
  }
}
