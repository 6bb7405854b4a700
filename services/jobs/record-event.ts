import type { EventBody } from '../../core/contract/events.ts'
import type { JournalEvent } from '../../core/contract/journal.ts'
import { PROTOCOL_VERSION } from '../../core/contract/values.ts'
import type { Clock } from '../../core/domain/clock.ts'
import type { Ingest } from '../attempts/ingest.ts'
import type { JobFolders } from './folders.ts'
import type { LiveJob } from './registry.ts'

interface RecordEventDeps { folders: Pick<JobFolders, 'appendEvent' | 'dropEvent'>, ingest: Pick<Ingest, 'accept'>, clock: Clock }

/** Says what happens to a job while no runner writes: on the disk first, then in the store, then to whoever listens. One at a time for each job. */
export async function recordEvent ({ folders, ingest, clock }: RecordEventDeps, { record, position }: LiveJob, body: EventBody): Promise<void> {
  const elapsed_ms = body.type === 'job_queued' ? 0 : Math.round(position.state.elapsed_seconds * 1000) // the next attempt has not run yet
  const envelope = { v: PROTOCOL_VERSION, seq: position.state.seq + 1, timestamp: new Date(clock.now()).toISOString(), elapsed_ms }
  const event: JournalEvent = { ...envelope, ...body } as JournalEvent // as: an envelope and a body are an event
  const line = JSON.stringify(event)
  await folders.appendEvent(record.job_id, line)
  try {
    await ingest.accept(position, { lines: [{ event, line }], cursor: position.cursor, more: false })
  } catch (error) {
    await folders.dropEvent(record.job_id, line) // its seq belongs to the next one
    throw error
  }
}
