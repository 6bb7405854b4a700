import type { EventBody, EventBodyOf } from '../../core/contract/events.ts'
import type { AttemptSpec, ExitFile } from '../../core/contract/journal.ts'
import { DamagedRecord } from '../../core/contract/read-record.ts'
import { unknownExit } from '../../core/contract/values.ts'
import type { Ingest, Position } from './ingest.ts'
import { readJournal } from './journal-reader.ts'

interface CatchUpDeps {
  position: Position
  ingest: Pick<Ingest, 'accept' | 'lookAhead'>
  attempt_dir: string
  /** A segment that cannot be read is passed over as if it were missing, instead of throwing its error. */
  pass_unreadable?: boolean
}

/** Reads the journal to its end. A line without its newline stays for the next call. */
export async function readToEnd (
  { position, ingest, attempt_dir, pass_unreadable = false }: CatchUpDeps
): Promise<void> {
  const { job_id, attempt } = position
  const how = { owner: { job_id, attempt }, pass_unreadable }
  for (let more = true; more && !position.ended && position.attempt === attempt;) {
    const read = readJournal(attempt_dir, position.cursor, undefined, how)
    more = read.more
    if (more) await acceptOrLookAhead()

    async function acceptOrLookAhead (): Promise<void> {
      try {
        await ingest.accept(position, read)
      } catch (error) {
        await lookAhead({ position, ingest, attempt_dir })
        throw error
      }
    }
  }
}

/** Reads what the store cannot take, from where the last look ended, so that the state to show goes on. */
async function lookAhead ({ position, ingest, attempt_dir }: CatchUpDeps): Promise<void> {
  const owner = { job_id: position.job_id, attempt: position.attempt }
  for (let more = true; more;) {
    const read = readJournal(attempt_dir, (position.ahead ?? position).cursor, undefined, { owner })
    more = read.more
    if (more) await ingest.lookAhead(position, read)
  }
}

/** When an event happened, if not now; its least number, if not the next one: those before it are missing. */
export interface EventPlace { timestamp?: string, least_seq?: number }

/** Records the end of the attempt. */
export type RecordEnd = (body: EventBody, at: EventPlace) => Promise<void>

interface ExitFileDeps {
  position: Position
  spec: Pick<AttemptSpec, 'attempt'>
  catchUp: () => Promise<void>
  readExit: () => Promise<ExitFile | null>
  record: RecordEnd
  /** An exit file that still cannot be used ends the attempt as damaged, instead of throwing DamagedRecord. */
  give_up?: boolean
}

/**
 * Ends an attempt from its exit file where the journal has lost the exit. The event has the number of the lost one, so
 * that what is missing before it is counted.
 */
export async function endFromExitFile (
  { position, spec, catchUp, readExit, record, give_up = false }: ExitFileDeps
): Promise<void> {
  const file = position.ended ? null : await readExit().catch(giveUp)
  if (file === null || position.attempt !== spec.attempt) return
  await catchUp() // the runner writes the journal's end before the file: our last read may be older than both
  if (position.ended || position.attempt !== spec.attempt) return
  if (file instanceof DamagedRecord) {
    await record(damagedEnd(spec.attempt, file), {})
    return
  }
  const { status, reason, error, exit, last_seq: least_seq, ended_at: timestamp } = file
  const message = 'The exit was read from exit.json; the journal lacks it'
  await record(
    { type: 'training_status', status, phase: 'unknown', message, error, reason, exit, traceback: null },
    { least_seq, timestamp }
  )

  function giveUp (problem: unknown): DamagedRecord {
    if (give_up && problem instanceof DamagedRecord) return problem
    throw problem
  }
}

/** The end of an attempt of which it is unknown how it ended, because its records are damaged. */
export const damagedEnd = (attempt: number, damage: DamagedRecord): EventBodyOf<'training_status'> => ({
  type: 'training_status', status: 'error', phase: 'unknown', reason: 'record_damaged', error: damage.message,
  message: `How attempt ${attempt} ended is not known: ${damage.message}`, exit: unknownExit, traceback: null
})
