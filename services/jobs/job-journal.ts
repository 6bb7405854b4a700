import { open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readJobEvent } from '../../core/contract/journal.ts'
import type { JournalEvent } from '../../core/contract/journal.ts'
import { ifExists } from '../files/if-exists.ts'
import type { JournalLine } from '../attempts/journal-reader.ts'

/**
 * The job's own journal, `notes.jsonl`: what happens to a job while no runner writes – it is queued, or leaves the
 * queue. Its lines have their `seq` between those of the attempts. Few and short.
 */
const NAME = 'notes.jsonl'

/** Adds a line; it is on the disk before this returns. What a crash cut short is written over. */
export async function appendJobEvent (job_dir: string, line: string): Promise<void> {
  await using file = await open(join(job_dir, NAME), 'a+', 0o600)
  const text = await file.readFile('utf8')
  if (text !== '' && !text.endsWith('\n')) {
    await file.truncate(Buffer.byteLength(text.slice(0, text.lastIndexOf('\n') + 1)))
  }
  await file.appendFile(line + '\n')
  await file.sync()
}

/** Takes a line back that was added last. */
export async function dropJobEvent (job_dir: string, line: string): Promise<void> {
  await using file = await open(join(job_dir, NAME), 'r+', 0o600)
  const text = await file.readFile('utf8')
  if (!text.endsWith(line + '\n')) return
  await file.truncate(Buffer.byteLength(text) - Buffer.byteLength(line) - 1)
  await file.sync()
}

/** Every whole line; none where nothing was ever written. Errors: DamagedRecord. */
export async function readJobJournal (job_dir: string): Promise<JournalLine[]> {
  const text = await ifExists(readFile(join(job_dir, NAME), 'utf8')) ?? ''
  const lines = text.slice(0, text.lastIndexOf('\n') + 1).split('\n')
  // as: the envelope is checked, and only we write the rest
  return lines.flatMap((line, index) =>
    line === '' ? [] : { line, event: readJobEvent(line, `${NAME} line ${index + 1}`) as JournalEvent }
  )
}
