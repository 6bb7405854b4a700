import type { AttemptSpec } from '../../core/contract/journal.ts'
import { createAppError } from '../../core/domain/app-error.ts'
import type { JobFolders } from '../jobs/folders.ts'
import { beginAttempt } from '../jobs/live-job.ts'
import type { LiveJob } from '../jobs/live-job.ts'
import type { FollowJob } from './follow-job.ts'
import type { Ingest } from './ingest.ts'
import type { createAttemptSpecs, Start } from './spec.ts'

/** A named point where a crash test ends the process. Does nothing in production. */
export type CrashPoint = (
  name: 'after-spec' | 'after-rows' | 'after-launch' | 'after-command-row' | 'after-command-sent'
) => void

interface AttemptStarterDeps {
  folders: Pick<JobFolders, 'reserveAttempt' | 'writeAttempt' | 'withdrawAttempt'>
  ingest: Pick<Ingest, 'beginAttempt'>
  specFor: ReturnType<typeof createAttemptSpecs>
  follow: FollowJob
  crash: CrashPoint
}

/** Begins attempts: on the disk first, then in the store, then as a process. Called by the holder of a claim only. */
export interface AttemptStarter {
  /**
   * Writes the next attempt of a reserved job and follows it; resolves once its runner has answered. Errors:
   * trainer_missing, launch_failed.
   */
  begin: (job: LiveJob, start: Omit<Start, 'attempt'>) => Promise<void>
}

export function createAttemptStarter ({ folders, ingest, specFor, follow, crash }: AttemptStarterDeps): AttemptStarter {
  /** Writes an attempt to the disk and to the store. One that fails is taken back: the next server would train it. */
  async function record (job: LiveJob, start: Omit<Start, 'attempt'>): Promise<AttemptSpec> {
    const { job_id } = job.record
    const attempt = await folders.reserveAttempt(job_id, job.position.attempt + 1)
    try {
      const spec = specFor(job, { ...start, attempt })
      await folders.writeAttempt({ spec, config: job.config })
      crash('after-spec')
      await ingest.beginAttempt(job.position, attempt)
      beginAttempt(job, spec)
      return spec
    } catch (error) {
      await folders.withdrawAttempt(job_id, attempt)
      throw error
    }
  }

  return {
    async begin (job, start) {
      const spec = await record(job, start)
      crash('after-rows')
      follow(job, spec)
      await job.attempt?.begun.catch(cause => {
        throw createAppError('launch_failed', { problem: String(cause) }, { cause })
      })
      crash('after-launch')
    }
  }
}
