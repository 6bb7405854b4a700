import type { ConfigDifferences, ConfigDifferencesQuery } from '../../core/contract/config-differences.ts'
import type {
  CreatedJob, JobDetails, JobList, JobPatch, JobQuery, JobRequest, JobSummary
} from '../../core/contract/jobs.ts'
import { createAppError } from '../../core/domain/app-error.ts'
import { pageOfJobs } from '../../core/domain/job/job-list.ts'
import type { Scheduler } from '../queue/scheduler.ts'
import { configDifferences } from './config-differences.ts'
import type { CreateJob, Origin } from './create-job.ts'
import { describeJob } from './describe-job.ts'
import type { QueueView } from './describe-job.ts'
import { isJobActive } from './live-job.ts'
import type { LiveJob } from './live-job.ts'
import type { JobRegistry } from './registry.ts'

/** The jobs there are. `ref` is an id, number or slug; errors of each call with one: those of JobRegistry.find. */
export interface JobCatalog {
  create: (request: JobRequest, origin?: Origin) => Promise<{ job: CreatedJob, replayed: boolean }>
  /** Errors: invalid_cursor. */
  list: (query: JobQuery) => JobList
  get: (ref: string) => JobDetails
  /** Errors: invalid_request for too many jobs. */
  compareConfigs: (query: ConfigDifferencesQuery) => ConfigDifferences
  /** Errors: config_invalid, job_frozen. */
  patch: (ref: string, patch: JobPatch) => Promise<JobSummary>
  /** A damaged job is deleted by its id alone. Errors: job_active, job_needed, job_damaged. */
  remove: (ref: string, files: boolean) => Promise<void>
}

interface JobCatalogDeps {
  registry: JobRegistry
  queue: QueueView & Pick<Scheduler, 'change'>
  create: CreateJob
  actions: JobActions
}

/** What is done with one job once it is found: functions of this folder that have their stores and folders already. */
export interface JobActions {
  patch: (job: LiveJob, patch: JobPatch) => Promise<void>
  remove: (job: LiveJob, files: boolean) => Promise<void>
  removeDamaged: (job: LiveJob, files: boolean) => Promise<void>
}

export function createJobCatalog ({ registry, queue, create, actions }: JobCatalogDeps): JobCatalog {
  return {
    async create (request, origin) {
      const { job, warnings, replayed } = await create(request, origin)
      return { job: { ...describeJob(queue, job), ...(warnings.length === 0 ? {} : { warnings }) }, replayed }
    },
    list (query) {
      const waiting = queue.waiting()
      const page = pageOfJobs(
        [...registry.all(), ...registry.damaged()].map(job => describeJob(queue, job, waiting)),
        query
      )
      if (page === null) throw createAppError('invalid_cursor', { cursor: query.cursor ?? '' })
      return page
    },
    get (ref) {
      const job = registry.findShown(ref)
      return { ...describeJob(queue, job), config: job.config, state: registry.stateOf(job) }
    },
    compareConfigs: query => configDifferences(ref => {
      const { record: { job_id }, config } = registry.find(ref)
      return { job_id, config }
    }, query),
    async patch (ref, fields) {
      return await queue.change(async () => {
        const job = registry.find(ref)
        await actions.patch(job, fields)
        return describeJob(queue, job)
      })
    },
    async remove (ref, files) {
      const findDamaged = (): LiveJob | undefined => registry.damaged().find(({ record }) => record.job_id === ref)
      if (findDamaged() === undefined) {
        const job = registry.find(ref)
        if (!isJobActive(job)) await job.attempt?.over // its runner still finalizes the attempt in that folder
      }
      await queue.change(async () => { // found once more: it may be gone by now
        const damaged = findDamaged()
        if (damaged === undefined) await actions.remove(registry.find(ref), files)
        else await actions.removeDamaged(damaged, files)
      })
    }
  }
}
