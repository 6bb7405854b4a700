import { closeCodes } from '../../core/contract/socket.ts'
import type { Clock, Timer } from '../../core/domain/clock.ts'
import type { StreamJob, StreamJobs } from '../../services/jobs/stream-jobs.ts'
import type { Client } from './client.ts'
import type { FanOut } from './fan-out.ts'
import type { JobUpdateView } from './job-update-view.ts'

export interface PeriodicUpdates {
  /** Sends the job's update each second, until the returned function is called. */
  watch: (job_id: string, client: Client) => () => void
}

interface PeriodicUpdatesDeps {
  view: JobUpdateView
  fanOut: Pick<FanOut, 'broadcast' | 'sendTogether'>
  jobs: Pick<StreamJobs, 'find'>
  clock: Clock
  /** Called with the first watcher; the returned function is called after the last. */
  onWatched: () => () => void
}

/** The clients that watch a job, and since when each has watched a job that is over. */
type Watchers = Map<Client, number | null>

const tick_ms = 1000
const grace_ms = 60_000

/**
 * One timer for the updates of all watched jobs; it stops while nobody watches. A client is closed a minute after the
 * end of its job.
 */
export function createPeriodicUpdates ({ view, fanOut, jobs, clock, onWatched }: PeriodicUpdatesDeps): PeriodicUpdates {
  const watched = new Map<string, Watchers>()
  let running: { timer: Timer, stop: () => void } | null = null

  function tick (): void {
    for (const [job_id, watchers] of [...watched]) {
      const job = jobs.find(job_id)
      if (job !== null) sendUpdate(job, watchers)
      else for (const client of [...watchers.keys()]) client.close(closeCodes.policy, 'the job was deleted')
    }
  }

  function sendUpdate (job: StreamJob, watchers: Watchers): void {
    fanOut.broadcast(view, view.update(job), job.job_id)
    for (const [client, since] of [...watchers]) {
      const over_since = job.over ? since ?? clock.mono() : null
      watchers.set(client, over_since)
      if (over_since !== null && clock.mono() - over_since >= grace_ms) {
        client.close(closeCodes.job_over, 'the job is over')
      }
    }
  }

  function leave (job_id: string, client: Client): void {
    const watchers = watched.get(job_id)
    if (watchers?.delete(client) !== true || watchers.size > 0) return
    watched.delete(job_id)
    if (watched.size > 0) return
    running?.timer.cancel()
    running?.stop()
    running = null
  }

  return {
    watch (job_id, client) {
      const watchers = watched.get(job_id) ?? new Map<Client, number | null>()
      watched.set(job_id, watchers.set(client, null))
      // not with the next tick of the fan-out: then two updates could be less than a second apart
      running ??= { timer: clock.every(tick_ms, () => { fanOut.sendTogether(tick) }), stop: onWatched() }
      return () => { leave(job_id, client) }
    }
  }
}
