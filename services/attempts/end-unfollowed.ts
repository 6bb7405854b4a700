import { unknownExit } from '../../core/contract/values.ts'
import type { EventBody } from '../../core/contract/events.ts'
import type { JobFolders } from '../jobs/folders.ts'
import type { DamagedAttempt } from '../jobs/attempt-on-disk.ts'
import type { LiveJob } from '../jobs/live-job.ts'
import { endFromExitFile, readToEnd } from './catch-up.ts'
import type { Ingest } from './ingest.ts'

interface EndUnfollowedDeps {
  folders: Pick<JobFolders, 'attemptDir' | 'readExit'>
  ingest: Pick<Ingest, 'accept' | 'flush'>
  recordEvent: (job: LiveJob, body: EventBody) => Promise<void>
}

/**
 * Makes the function that ends an attempt without a usable spec.json once its processes are gone: as its journal says,
 * else as its exit.json says, else as damaged.
 */
export function createEndUnfollowed ({ folders, ingest, recordEvent }: EndUnfollowedDeps) {
  return async (job: LiveJob, { attempt, damage }: DamagedAttempt): Promise<void> => {
    const { record: { job_id }, position } = job
    const readExit = async () => await folders.readExit(job_id, attempt).catch(() => null) // reported with the attempt
    const reading = { position, ingest, attempt_dir: folders.attemptDir(job_id, attempt) }
    await readToEnd(reading)
    await endFromExitFile({ ...reading, spec: { attempt }, readExit })
    await ingest.flush(position)
    if (position.ended) return
    const message = `How attempt ${attempt} ended is not known: ${damage.message}`
    await recordEvent(job, {
      type: 'training_status', status: 'error', phase: 'unknown', message, error: damage.message,
      reason: 'record_damaged', exit: unknownExit, traceback: null
    })
  }
}
