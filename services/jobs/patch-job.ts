import { jobTitle } from '../../core/domain/job/job-title.ts'
import type { JobPatch } from '../../core/contract/jobs.ts'
import { createAppError } from '../../core/domain/app-error.ts'
import { labelsFrom } from '../../core/domain/person-name.ts'
import { chooseConfig } from '../configs/choose-config.ts'
import type { ConfigsOf } from '../configs/command-args.ts'
import type { Ingest } from '../attempts/ingest.ts'
import type { JobFolders } from './folders.ts'
import { isJobActive, replaceConfig } from './live-job.ts'
import type { LiveJob } from './live-job.ts'
import type { JobRecordStore } from './record-store.ts'

interface PatchJobDeps {
  records: JobRecordStore
  folders: Pick<JobFolders, 'writeConfig'>
  ingest: Pick<Ingest, 'updateJob'>
  configsOf: ConfigsOf
}

/**
 * Changes the fields a person sets; the config only before the job is queued for the first time. Errors:
 * config_invalid, job_frozen.
 */
export async function patchJob (
  deps: PatchJobDeps, job: LiveJob, { name, tags, retry, overrides, ...rest }: JobPatch
): Promise<void> {
  const { records, folders, ingest, configsOf } = deps
  const labels = labelsFrom({ name, tags })
  if (overrides !== undefined) {
    const { status } = job.position.state
    if (status !== 'idle' || isJobActive(job)) throw createAppError('job_frozen', { job: jobTitle(job.record), status })
    const { config } = await chooseConfig(configsOf(job.record.trainer), { forked: job.config, overrides })
    await folders.writeConfig(job.record.job_id, config)
    replaceConfig(job, config)
  }
  const retried = retry === undefined ? {} : { retry: { ...job.record.retry, ...retry } }
  await records.update(job, { ...rest, ...labels, ...retried })
  if (name === undefined && overrides === undefined) return
  await ingest.updateJob(job.position, { job_name: job.record.job_name, config: job.config })
}
