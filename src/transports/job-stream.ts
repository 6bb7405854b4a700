import { closeCodes } from '../../core/contract/socket.ts'
import { readCursor } from '../../core/domain/stream/cursor.ts'
import type { StreamJob } from '../../services/jobs/stream-jobs.ts'
import type { Snapshot } from '../../services/stream/event-stream.ts'
import type { Log } from './channel.ts'
import { openJobSession } from './job-session.ts'
import type { JobSessionDeps } from './job-session.ts'
import { createJobStreamView } from './job-stream-view.ts'
import type { AcceptedSocket, Connection, Session } from './session.ts'

export interface JobStreamDeps extends JobSessionDeps {
  stream_id: string
  /** The id of the newest event of a job up to a seq. */
  idAt: (job_number: number, seq: number) => Promise<number>
  log: Log
}

/** The query of the URL, not checked yet. */
export interface JobStreamQuery { since?: unknown, since_seq?: unknown }

/** Where a client continues: after an event, or live; `lost`: the place it named is not in our history. */
interface Start { after_id: number | null, lost: boolean }

/** Serves the per-job stream: status and progress, the job's log and epochs, and its end. */
export function createJobStream (
  deps: JobStreamDeps
): (job: StreamJob, query: JobStreamQuery, socket: AcceptedSocket) => void {
  const { fanOut, clock, jobs, stream_id, idAt, log } = deps
  const view = createJobStreamView({ stream_id, clock, jobs })

  async function findStart ({ state }: StreamJob, { since, since_seq }: JobStreamQuery): Promise<Start> {
    const seq = typeof since_seq === 'string' && /^\d{1,15}$/.test(since_seq) ? Number(since_seq) : null
    const after_id =
      typeof since === 'string'
        ? readCursor(since, stream_id, fanOut.last_id())
        : seq === null
          ? null
          : await idAt(state.job_number ?? 0, seq)
    return { after_id, lost: after_id === null }
  }

  function open (job_id: string, { after_id, lost }: Start, connection: Connection): Session {
    function greeting ({ last_id }: Snapshot): string[] {
      const job = jobs.find(job_id)
      return job === null ? [] : [...view.hello(job.state, last_id), ...(lost ? view.lost(job.state) : [])]
    }
    const { client, session } = openJobSession(deps, connection, { view, job_id, greeting })
    function endIfOver (): void {
      const job = jobs.find(job_id)
      if (job?.over !== true) return
      // The greeting of a stopped job is its farewell too.
      if (after_id !== null || job.state.status !== 'stopped') client.send(view.farewell(job.state))
      client.close(closeCodes.job_over, 'the job is over')
    }
    if (after_id === null) endIfOver()
    else client.replay(after_id, endIfOver)
    return session
  }

  return (job, query, socket) => {
    const serveFrom = (start: Start): void => {
      socket.serve(connection => open(job.job_id, start, connection))
    }
    if (query.since === undefined && query.since_seq === undefined) return serveFrom({ after_id: null, lost: false })
    findStart(job, query).then(serveFrom, (error: unknown) => {
      log.error({ err: error, job_id: job.job_id }, 'History could not be read for a socket')
      socket.close(closeCodes.try_again, 'history cannot be read')
    })
  }
}
