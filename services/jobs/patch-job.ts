import type { JobPatch } from '../../src/contract/jobs.ts'
import { createAppError } from '../../src/domain/app-error.ts'
import type { Store } from '../store/store.ts'
import { chooseConfig } from '../training/choose-config.ts'
import type { ConfigsOf } from '../training/command-args.ts'
import type { JobFolders } from '../training/job-folders.ts'
import type { Job } from '../training/job-registry.ts'
import type { Records } from './records.ts'

interface Deps { records: Records, folders: Pick<JobFolders, 'writeJob'>, store: Pick<Store, 'changeJob'>, configsOf: ConfigsOf }

/** Changes what a person says of a job; its config only before it is queued for the first time. Errors: config_invalid, job_frozen. */
export async function patchJob ({ records, folders, store, configsOf }: Deps, job: Job, { name, retry, overrides, ...rest }: JobPatch): Promise<void> {
  if (overrides !== undefined) {
    const { status } = job.position.state
    if (status !== 'idle') throw createAppError('job_frozen', { job_id: job.facts.job_id, status })
    const { config } = await chooseConfig(configsOf(job.facts.trainer), { forked: job.config, overrides })
    await folders.writeJob(job.facts, config)
    job.config = config
  }
  const renamed = name === undefined ? {} : { job_name: name }
  await records.update(job, { ...rest, ...renamed, ...(retry === undefined ? {} : { retry: { ...job.facts.retry, ...retry } }) })
  job.position.state = Object.freeze({ ...job.position.state, ...renamed })
  await store.changeJob({ job_number: job.facts.job_number, job_name: job.facts.job_name, state: job.position.state, config: job.config })
}
