import { closeCodes } from '../../core/contract/socket.ts'
import { AppError } from '../../core/domain/app-error.ts'
import type { StreamJob, StreamJobs } from '../../services/jobs/stream-jobs.ts'
import type { ConnectionLimiter } from './connection-limiter.ts'
import type { AcceptedSocket } from './session.ts'

/**
 * The job a socket asks for; null, and the socket is closed with the reason, when there is no such job, when it is
 * damaged, or when its connections are at the limit.
 */
export function admitToJob (
  jobs: Pick<StreamJobs, 'findUsable'>, reserve: ConnectionLimiter, socket: AcceptedSocket, ref: string
): StreamJob | null {
  const job = findOrClose(jobs, socket, ref)
  if (job === null) return null
  const release = reserve(job.job_id)
  if (release === null) {
    socket.close(closeCodes.try_again, 'connection limit for this job reached')
    return null
  }
  socket.onClose(release)
  return job
}

function findOrClose (
  { findUsable }: Pick<StreamJobs, 'findUsable'>, socket: AcceptedSocket, ref: string
): StreamJob | null {
  try {
    return findUsable(ref)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    // A close reason has 123 bytes at most, which may be fewer than the error has.
    const isDamaged = error.code === 'job_damaged'
    const reason = isDamaged ? `the job is damaged; see /api/v1/training-jobs/${ref}` : 'there is no such job'
    socket.close(closeCodes.policy, reason)
    return null
  }
}
