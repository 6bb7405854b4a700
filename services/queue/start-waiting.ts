import type { UnsentCommands } from '../attempts/unsent-commands.ts'
import type { Serialiser } from '../files/serialise.ts'
import type { LiveJob } from '../jobs/live-job.ts'
import type { Claim } from './claims.ts'
import type { StartConditions } from './start-conditions.ts'
import { takenOut } from './waiting-list.ts'
import type { WaitingList } from './waiting-list.ts'

interface StartWaitingDeps {
  waiting_list: Pick<WaitingList, 'leave'>
  conditions: Pick<StartConditions, 'postpone' | 'forget'>
  unsent: Pick<UnsentCommands, 'fail'>
  serialise: Serialiser
  log: { warn: (facts: object, message: string) => void }
}

/**
 * Makes the function that starts a claimed job of the queue. It never rejects: a failed start is logged and tried again
 * later.
 */
export function createStartWaiting ({ waiting_list, conditions, unsent, serialise, log }: StartWaitingDeps) {
  /** Postpones a job without an attempt, unless it was asked to stop meanwhile. */
  async function handleFailure (job: LiveJob, problem: string): Promise<void> {
    if ((job.record.waiting?.for_attempt ?? 0) <= job.position.attempt) return // the attempt began, and has ended
    conditions.postpone(job, problem)
    const commands = await unsent.fail(job)
    if (commands.includes('stop')) {
      await serialise(async () => { await waiting_list.leave(job, takenOut) })
    }
  }

  return async (claim: Claim): Promise<void> => {
    const { job } = claim
    const { job_id, waiting } = job.record
    try {
      await claim.start(waiting?.resume_from ?? null, async error => {
        await handleFailure(job, error instanceof Error ? error.message : String(error))
      })
      conditions.forget(job)
    } catch (err) {
      log.warn({ err, job_id }, 'a waiting job could not be started')
    }
  }
}
