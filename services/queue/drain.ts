import type { Drain } from '../../core/contract/drain.ts'
import { AppError } from '../../core/domain/app-error.ts'
import type { Clock, Timer } from '../../core/domain/clock.ts'
import { timestampNow } from '../../core/domain/clock.ts'
import { statusOf } from '../jobs/live-job.ts'
import type { LiveJob } from '../jobs/live-job.ts'
import type { JobRegistry } from '../jobs/registry.ts'

/** Ends every training in good order before the machine or the container goes down. */
export interface DrainService {
  /**
   * Holds the queue until the next start of the server and asks every training to back up and stop. Repeated, it
   * reports progress.
   */
  begin: () => Promise<Drain>
  status: () => Drain
  /** Resolves once every training has ended; never before a drain was requested. */
  drained: Promise<void>
  close: () => void
}

interface DrainDeps {
  registry: Pick<JobRegistry, 'active'>
  /** Holds the queue until the server is restarted. */
  holdQueue: () => Promise<unknown>
  /** Asks a training to back up and stop. Errors: not_running. */
  stop: (job_id: string) => Promise<unknown>
  clock: Clock
  log: { info: (facts: object, message: string) => void, warn: (facts: object, message: string) => void }
}

const CHECK_EVERY_MS = 250

export function createDrain ({ registry, holdQueue, stop, clock, log }: DrainDeps): DrainService {
  const asked = new Map<string, number>()
  let since: string | null = null
  let timer: Timer | null = null
  let round: Promise<void> | null = null
  let finish: () => void = () => undefined
  const drained = new Promise<void>(resolve => { finish = resolve })

  /** Asks each attempt once. A start that was under way when the queue was held is met by a later round. */
  async function askEach (): Promise<void> {
    for (const job of registry.active()) {
      const { job_id, job_name } = job.record
      if (asked.get(job_id) === job.position.attempt) continue
      try {
        await stop(job_id)
        asked.set(job_id, job.position.attempt)
        log.info({ job_id, job_name }, 'drain: asked a training to back up and stop')
      } catch (err) {
        if (err instanceof AppError && err.code === 'not_running') continue // it ended by itself
        log.warn({ err, job_id, job_name }, 'drain: a training could not be asked to stop; it is asked again')
      }
    }
  }

  async function check (): Promise<void> {
    await (round ??= askEach().finally(() => { round = null }))
    if (since === null || timer === null || registry.active().length > 0) return
    timer.cancel()
    timer = null
    log.info({ since }, 'drain: every training has ended')
    finish()
  }

  function status (): Drain {
    const active = registry.active()
    return {
      state: since === null ? 'none' : active.length > 0 ? 'draining' : 'drained',
      since,
      waiting_for: active.map(describe)
    }
  }

  return {
    drained,
    status,
    async begin () {
      if (timer === null) {
        since = timestampNow(clock)
        timer = clock.every(CHECK_EVERY_MS, () => { void check() })
        log.info(
          { waiting_for: registry.active().map(({ record }) => record.job_name) },
          'drain: the queue is held, and trainings are asked to back up and stop'
        )
        await holdQueue()
      }
      await check()
      return status()
    },
    close () {
      timer?.cancel()
      timer = null
    }
  }
}

function describe (job: LiveJob): Drain['waiting_for'][number] {
  const { job_id, job_number, job_name } = job.record
  return { job_id, job_number, job_name, status: statusOf(job) }
}
