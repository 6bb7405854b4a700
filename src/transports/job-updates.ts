import type { StreamJob } from '../../services/jobs/stream-jobs.ts'
import type { Telemetry } from '../../services/system/telemetry.ts'
import { openJobSession } from './job-session.ts'
import type { JobSessionDeps } from './job-session.ts'
import { createJobUpdateView } from './job-update-view.ts'
import { createPeriodicUpdates } from './periodic-updates.ts'
import type { AcceptedSocket, Connection, Session } from './session.ts'

export interface JobUpdatesDeps extends JobSessionDeps { telemetry: Pick<Telemetry, 'subscribe'> }

/** Serves the job updates: one complete object at once, each second and at each change. */
export function createJobUpdates (deps: JobUpdatesDeps): (job: StreamJob, socket: AcceptedSocket) => void {
  const { fanOut, clock, jobs, telemetry } = deps
  const gpu = createGpuGauge(telemetry)
  const view = createJobUpdateView({ clock, jobs, gpu_memory_gb: gpu.read })
  const updates = createPeriodicUpdates({ view, fanOut, jobs, clock, onWatched: gpu.watch })

  function open (job_id: string, connection: Connection): Session {
    function greeting (): string[] {
      const job = jobs.find(job_id)
      return job === null ? [] : view.hello(job)
    }
    const { client, session } = openJobSession(deps, connection, { view, job_id, greeting })
    const leave = updates.watch(job_id, client)
    function onGone (): void {
      leave()
      session.onGone()
    }
    return { ...session, onGone }
  }

  return ({ job_id }, socket) => { socket.serve(connection => open(job_id, connection)) }
}

/** Memory in use on the GPU, measured only while somebody watches. */
function createGpuGauge (telemetry: Pick<Telemetry, 'subscribe'>): {
  read: () => number | null
  watch: () => () => void
} {
  let used: number | null = null
  return {
    read: () => used,
    watch: () =>
      telemetry.subscribe(stats => {
        used = stats.gpu_memory_used_gb
      })
  }
}
