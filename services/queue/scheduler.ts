import type { Clock, Timer } from '../../core/domain/clock.ts'
import type { Serialiser } from '../files/serialise.ts'

export interface Scheduler {
  /** Schedules a round of the queue. Call it whenever another job might start. */
  scheduleRound: () => void
  /** Runs an act that changes the queue in the queue's turn, then schedules a round. */
  change: <T>(act: () => Promise<T>) => Promise<T>
  close: () => void
}

interface SchedulerDeps {
  /** Resolves with the milliseconds until the next one is due, or null. */
  round: () => Promise<number | null>
  /** The queue's turn: one change at a time. */
  serialise: Serialiser
  clock: Clock
  log: { warn: (facts: object, message: string) => void }
}

const TRY_AGAIN_MS = 30_000
const LONGEST_TIMER_MS = 2 ** 31 - 1

/** Runs the rounds of the queue: on request, many requests at once making one, and when one is due. */
export function createScheduler ({ round, serialise, clock, log }: SchedulerDeps): Scheduler {
  let alarm: Timer | null = null
  let closed = false
  let isScheduled = false

  function wakeIn (ms: number | null): void {
    alarm?.cancel()
    alarm = ms === null || closed ? null : clock.after(Math.min(ms, LONGEST_TIMER_MS), scheduleRound)
  }

  function scheduleRound (): void {
    if (isScheduled || closed) return
    isScheduled = true
    serialise(async () => {
      isScheduled = false
      if (!closed) wakeIn(await round())
    }).catch(err => {
      log.warn({ err }, 'a round of the queue failed; trying again')
      wakeIn(TRY_AGAIN_MS)
    })
  }

  return {
    scheduleRound,
    async change (act) {
      try {
        return await serialise(act)
      } finally {
        scheduleRound()
      }
    },
    close () {
      closed = true
      alarm?.cancel()
    }
  }
}
