import type { Clock, Timer } from '../../core/domain/clock.ts'
import type { JobFolders } from '../jobs/folders.ts'
import type { DamagedAttempt } from '../jobs/attempt-on-disk.ts'
import { setUnfollowed } from '../jobs/live-job.ts'
import type { LiveJob } from '../jobs/live-job.ts'
import { readToEnd } from './catch-up.ts'
import type { Ingest } from './ingest.ts'
import type { UnfollowedTrainings } from './unfollowed.ts'

/** Newest attempts that cannot be followed, because their spec.json cannot be used. */
export interface UnfollowedWatch {
  /**
   * Takes over a job that a server has just read: while a process of its newest attempt is alive, the attempt's journal
   * is read; then the attempt is ended.
   */
  begin: (job: LiveJob, attempt: DamagedAttempt) => Promise<void>
  close: () => void
}

interface WatchDeps {
  folders: Pick<JobFolders, 'attemptDir'>
  ingest: Pick<Ingest, 'accept' | 'lookAhead'>
  trainings: Pick<UnfollowedTrainings, 'add' | 'list'>
  end: (job: LiveJob, attempt: DamagedAttempt) => Promise<void>
  /** Runs an act on a job in the queue's turn. */
  change: (act: () => Promise<void>) => Promise<void>
  clock: Clock
  onProblem: (job: LiveJob, error: unknown) => void
}

const POLL_MS = 1000

export function createUnfollowedWatch (
  { folders, ingest, trainings, end, change, clock, onProblem }: WatchDeps
): UnfollowedWatch {
  const timers = new Set<Timer>()
  const isAlive = (job: LiveJob): boolean => trainings.list().some(training => training.job === job)

  function watch (job: LiveJob, attempt: DamagedAttempt, attempt_dir: string): void {
    let isBusy = false
    async function look (): Promise<void> {
      const wasAlive = isAlive(job) // asked first: what it wrote before its end is read below
      await readToEnd({ position: job.position, ingest, attempt_dir })
      if (wasAlive) return
      await change(async () => { await end(job, attempt) })
      setUnfollowed(job, null)
      timer.cancel()
      timers.delete(timer)
    }

    const timer = clock.every(POLL_MS, () => {
      if (isBusy) return
      isBusy = true
      look().catch(error => { onProblem(job, error) }).finally(() => { isBusy = false })
    })
    timers.add(timer)
  }

  return {
    async begin (job, attempt) {
      const attempt_dir = folders.attemptDir(job.record.job_id, attempt.attempt)
      trainings.add(job, attempt.attempt)
      if (!isAlive(job)) return await end(job, attempt)
      setUnfollowed(job, `attempt ${attempt.attempt} cannot be followed: ${attempt.damage.message}`)
      watch(job, attempt, attempt_dir)
    },
    close () { for (const timer of timers) timer.cancel() }
  }
}
