import type { StreamJob } from '../../services/jobs/stream-jobs.ts'
import { isFinal, pollStatus } from '../../core/domain/job/poll-status.ts'
import { stateAfter } from '../../core/domain/job/reduce.ts'
import { openJobSession } from '../../src/transports/job-session.ts'
import { createJobStreamView } from '../../src/transports/job-stream-view.ts'
import { createJobUpdateView } from '../../src/transports/job-update-view.ts'
import { createKeepAlive } from '../../src/transports/keep-alive.ts'
import { createPeriodicUpdates } from '../../src/transports/periodic-updates.ts'
import { createFakeSink } from '../fixtures/fake-sink.ts'
import type { FakeSink } from '../fixtures/fake-sink.ts'
import { jobs as ids } from '../fixtures/fake-stream.ts'
import { openFanOut } from './fan-out.ts'

const [first] = ids

/**
 * Clients of both views of one job, in memory. A job in `retried` is not over when its attempt ends; one in `deleted`
 * is not found.
 */
export function openJobViews () {
  const { stream, clock, fanOut } = openFanOut()
  const retried = new Set<string>()
  const deleted = new Set<string>()
  const find = (job_id: string): StreamJob | null => {
    if (deleted.has(job_id)) return null
    const state = stream.stateOf(job_id)
    return {
      job_id, state,
      stateNow: () => stateAfter(state, (clock.now() - Date.parse(state.updated_at ?? '')) / 1000),
      over: isFinal(pollStatus(state.status)) && !retried.has(job_id),
      batch_size: 4,
      network_id: job_id
    }
  }
  const jobs = { find }
  const keepAlive = createKeepAlive({ clock, interval_ms: 25_000, most_missed: 2 })
  const gpu = { watched: 0 }
  const streamView = createJobStreamView({ stream_id: stream.stream_id, clock, jobs })
  const updatesView = createJobUpdateView({ clock, jobs, gpu_memory_gb: () => gpu.watched > 0 ? 18.5 : null })
  const updates = createPeriodicUpdates({
    view: updatesView, fanOut, jobs, clock,
    onWatched: () => {
      gpu.watched++
      return () => {
        gpu.watched--
      }
    }
  })
  const deps = { fanOut, clock, keepAlive, jobs }
  const watch = (
    view: typeof streamView | typeof updatesView, job_id: string, greeting: () => string[], sink = createFakeSink()
  ) => {
    const pings: number[] = []
    const opened = openJobSession(
      deps,
      {
        sink, path: '/x',
        ping: () => {
          pings.push(clock.mono())
        }
      },
      { view, job_id, greeting }
    )
    return { sink, pings, ...opened, messages: () => sink.messages() }
  }
  const joinStream = (job_id: string = first) =>
    watch(streamView, job_id, () => streamView.hello(stream.stateOf(job_id), 0))
  const joinUpdates = (job_id: string = first, sink?: FakeSink) => {
    const watching = watch(updatesView, job_id, () => updatesView.hello(find(job_id)!), sink)
    return { ...watching, leave: updates.watch(job_id, watching.client) }
  }
  return { stream, clock, retried, deleted, fanOut, gpu, streamView, joinStream, joinUpdates }
}
