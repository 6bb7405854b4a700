import type { AttemptSpec, ExitFile, JournalEvent } from '../../core/contract/journal.ts'
import type { Ingest, Position } from './ingest.ts'
import { readJournal } from './journal-reader.ts'

interface CatchUpDeps {
  position: Position
  ingest: Pick<Ingest, 'accept'>
  attempt_dir: string
}

interface ExitFileDeps extends CatchUpDeps {
  spec: Pick<AttemptSpec, 'attempt'>
  readExit: () => Promise<ExitFile | null>
}

/** Reads the journal to its end. A line without its newline stays for the next call. */
export async function readToEnd ({ position, ingest, attempt_dir }: CatchUpDeps): Promise<void> {
  const { attempt } = position
  for (let more = true; more && !position.ended && position.attempt === attempt;) {
    const read = readJournal(attempt_dir, position.cursor)
    more = read.more
    if (more) await ingest.accept(position, read)
  }
}

/** Ends an attempt from its exit file where the journal has lost the exit. */
export async function endFromExitFile (deps: ExitFileDeps): Promise<void> {
  const { position, ingest, spec } = deps
  const file = position.ended ? null : await deps.readExit()
  if (file === null || position.attempt !== spec.attempt) return
  await readToEnd(deps) // the runner writes the journal's end before the file: our last read may be older than both
  if (position.ended || position.attempt !== spec.attempt) return
  const { status, reason, error, exit, ended_at: timestamp } = file
  const event: JournalEvent = {
    v: file.v,
    seq: position.state.seq + 1,
    timestamp,
    elapsed_ms: Math.round(position.state.attempt_elapsed_seconds * 1000),
    type: 'training_status',
    status,
    phase: 'unknown',
    message: 'The exit was read from exit.json; the journal lacks it',
    error,
    reason,
    exit,
    traceback: null
  }
  await ingest.accept(position, {
    lines: [{ event, line: JSON.stringify(event) }], cursor: position.cursor, more: false
  })
}
