import { createAppError } from '../../core/domain/app-error.ts'
import type { JobFolders } from '../jobs/folders.ts'
import type { LiveJob } from '../jobs/live-job.ts'
import type { FollowJob } from './follow-job.ts'
import type { Ingest } from './ingest.ts'
import type { createAttemptSpecs, Start } from './spec.ts'

/** A named point where a crash test ends the process. Does nothing in production. */
export type CrashPoint = (
  name: 'after-spec' | 'after-rows' | 'after-launch' | 'after-command-row' | 'after-command-sent'
) => void

interface AttemptStarterDeps {
  folders: Pick<JobFolders, 'write' | 'forgetAttempt'>
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
  begin: (job: LiveJob, start: Start) => Promise<void>
}

export function createAttemptStarter ({ folders, ingest, specFor, follow, crash }: AttemptStarterDeps): AttemptStarter {
  return {
    async begin (job, start) {
      const spec = specFor(job, start)
      await folders.write({ spec, config: job.config })
      crash('after-spec')
      try {
        await ingest.beginAttempt(job.position, spec.attempt)
      } catch (error) {
        // else the next server would find the folder and train what was refused
        await folders.forgetAttempt(spec.job_id, spec.attempt)
        throw error
      }
      crash('after-rows')
      follow(job, spec)
      await job.attempt?.begun.catch(cause => {
        throw createAppError('launch_failed', { problem: String(cause) }, { cause })
      })
      crash('after-launch')
    }
  }
}
