import type { EventBody } from '../../core/contract/events.ts'
import type { JournalEvent } from '../../core/contract/journal.ts'
import { PROTOCOL_VERSION } from '../../core/contract/values.ts'
import type { Clock } from '../../core/domain/clock.ts'
import { timestampNow } from '../../core/domain/clock.ts'
import type { Ingest } from '../attempts/ingest.ts'
import type { EventPlace } from '../attempts/catch-up.ts'
import type { JobFolders } from './folders.ts'
import type { LiveJob } from './live-job.ts'

interface RecordEventDeps {
  folders: Pick<JobFolders, 'appendEvent' | 'dropEvent'>
  ingest: Pick<Ingest, 'accept'>
  clock: Clock
}

export type RecordEvent = ReturnType<typeof createRecordEvent>

/**
 * Makes the function that records an event of a job while no runner writes: on the disk first, then in the store, then
 * on the stream. One call at a time for each job.
 */
export function createRecordEvent ({ folders, ingest, clock }: RecordEventDeps) {
  return async ({ record, position }: LiveJob, body: EventBody, at: EventPlace = {}): Promise<void> => {
    const { least_seq = 0, timestamp = timestampNow(clock) } = at
    const { attempt_elapsed_seconds } = position.state
    const seq = Math.max(position.state.seq + 1, least_seq)
    // the next attempt has not run yet
    const elapsed_ms = body.type === 'job_queued' ? 0 : Math.round(attempt_elapsed_seconds * 1000)
    const envelope = { v: PROTOCOL_VERSION, seq, timestamp, elapsed_ms }
    const event: JournalEvent = { ...envelope, ...body } as JournalEvent // as: an envelope and a body are an event
    const line = JSON.stringify(event)
    await folders.appendEvent(record.job_id, line)
    try {
      await ingest.accept(position, { lines: [{ event, line }], cursor: position.cursor, more: false })
    } catch (error) {
      await folders.dropEvent(record.job_id, line) // the next event needs its seq
      throw error
    }
  }
}
