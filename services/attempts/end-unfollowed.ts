import type { JobFolders } from '../jobs/folders.ts'
import type { DamagedAttempt } from '../jobs/attempt-on-disk.ts'
import type { LiveJob } from '../jobs/live-job.ts'
import type { RecordEvent } from '../jobs/record-event.ts'
import { damagedEnd, endFromExitFile, readToEnd } from './catch-up.ts'
import type { RecordEnd } from './catch-up.ts'
import type { Ingest } from './ingest.ts'

interface EndUnfollowedDeps {
  folders: Pick<JobFolders, 'attemptDir' | 'readExit'>
  ingest: Pick<Ingest, 'accept' | 'lookAhead' | 'flush'>
  recordEvent: RecordEvent
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
    const catchUp = async (): Promise<void> => { await readToEnd(reading) }
    const record: RecordEnd = async (body, at) => { await recordEvent(job, body, at) }
    await catchUp()
    await endFromExitFile({ position, spec: { attempt }, catchUp, readExit, record })
    await ingest.flush(position)
    if (position.ended) return
    await recordEvent(job, damagedEnd(attempt, damage))
  }
}
