import type { EventBody } from '../../src/contract/events.ts'
import type { JournalEvent } from '../../src/contract/journal.ts'
import { PROTOCOL_VERSION } from '../../src/contract/values.ts'
import type { Clock } from '../../src/domain/clock.ts'
import type { Ingest } from '../training/ingest.ts'
import type { JobFolders } from '../training/job-folders.ts'
import type { Job } from '../training/job-registry.ts'

interface Deps { folders: Pick<JobFolders, 'appendNote'>, ingest: Pick<Ingest, 'take'>, clock: Clock }

/** Says what happens to a job while no runner writes: on the disk first, then in the store, then to whoever listens. One at a time for each job. */
export async function note ({ folders, ingest, clock }: Deps, { facts, position }: Job, body: EventBody): Promise<void> {
  const envelope = { v: PROTOCOL_VERSION, seq: position.state.seq + 1, timestamp: new Date(clock.now()).toISOString(), elapsed_ms: Math.round(position.state.elapsed_seconds * 1000) }
  const event: JournalEvent = { ...envelope, ...body } as JournalEvent // as: an envelope and a body are an event
  const line = JSON.stringify(event)
  await folders.appendNote(facts.job_id, line)
  await ingest.take(position, { lines: [{ event, line }], cursor: position.cursor, more: false })
}
