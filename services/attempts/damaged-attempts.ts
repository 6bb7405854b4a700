import { isActive } from '../../core/domain/job/state.ts'
import type { JobFolders } from '../jobs/folders.ts'
import type { AttemptOnDisk, DamagedAttempt } from '../jobs/job-on-disk.ts'
import type { LiveJob } from '../jobs/live-job.ts'
import type { AttemptRow } from '../store/store.ts'
import { readToEnd } from './catch-up.ts'
import type { Ingest } from './ingest.ts'
import { firstSeqIn } from './journal-reader.ts'

/**
 * Attempts whose spec.json or config.json cannot be used. They are kept, and their numbers are never given again; their
 * journals are read as far as they go, but nobody follows them.
 */
export interface DamagedAttempts {
  /** Number of the first event in its journal; 0 where there is none. */
  firstSeq: (job: LiveJob, attempt: DamagedAttempt) => number
  /** Reads its journal into the store. */
  ingest: (job: LiveJob, attempt: DamagedAttempt) => Promise<void>
  /** Ends a job whose newest attempt is one and does not say how it ended. */
  end: (job: LiveJob, newest: AttemptOnDisk | DamagedAttempt | undefined) => void
}

interface DamagedAttemptsDeps {
  folders: Pick<JobFolders, 'attemptDir'>
  ingest: Ingest
  /** The attempts in the store, by `job_number/attempt`. */
  known: ReadonlyMap<string, AttemptRow>
}

export function createDamagedAttempts ({ folders, ingest, known }: DamagedAttemptsDeps): DamagedAttempts {
  const dirOf = (job: LiveJob, { attempt }: DamagedAttempt): string => folders.attemptDir(job.record.job_id, attempt)
  return {
    firstSeq: (job, damaged) => firstSeqIn(dirOf(job, damaged)) ?? 0,
    async ingest (job, damaged) {
      const { attempt } = damaged
      const row = known.get(`${job.record.job_number}/${attempt}`)
      if (row === undefined) await ingest.beginAttempt(job.position, attempt)
      else {
        ingest.restore(job.position, {
          attempt,
          cursor: { segment: row.segment, offset: row.offset },
          ended: row.ended
        })
      }
      await readToEnd({ position: job.position, ingest, attempt_dir: dirOf(job, damaged) })
      await ingest.flush(job.position)
      ingest.restore(job.position, { ended: true })
    },
    end ({ position }, newest) {
      if (newest === undefined || 'spec' in newest || !isActive(position.state)) return
      const message = `Attempt ${newest.attempt} cannot be followed: ${newest.reason}`
      const ended = {
        status: 'error', is_training: false, phase: 'unknown', reason: 'record_damaged', error: newest.reason
      } as const
      ingest.restore(position, { state: { ...position.state, ...ended, message } })
    }
  }
}
