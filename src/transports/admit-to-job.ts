import { closeCodes } from '../../core/contract/socket.ts'
import type { StreamJob, StreamJobs } from '../../services/jobs/stream-jobs.ts'
import type { ConnectionLimiter } from './connection-limiter.ts'
import type { AcceptedSocket } from './session.ts'

/**
 * The job a socket asks for; null, and the socket is closed, when there is no such job or its connections are at the
 * limit.
 */
export function admitToJob (
  jobs: Pick<StreamJobs, 'find'>, reserve: ConnectionLimiter, socket: AcceptedSocket, ref: string
): StreamJob | null {
  const job = jobs.find(ref)
  if (job === null) {
    socket.close(closeCodes.policy, 'there is no such job')
    return null
  }
  const release = reserve(job.job_id)
  if (release === null) {
    socket.close(closeCodes.try_again, 'connection limit for this job reached')
    return null
  }
  socket.onClose(release)
  return job
}
