import { open, readFile } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { readJobEvent } from '../../core/contract/journal.ts'
import type { JournalEvent } from '../../core/contract/journal.ts'
import { DamagedRecord } from '../../core/contract/read-record.ts'
import { errorCode } from '../../core/domain/file-error.ts'
import { ifExists } from '../files/if-exists.ts'
import { keepDamaged } from '../files/move-aside.ts'
import type { JournalLine } from '../attempts/journal-reader.ts'

/**
 * The job's own journal, `notes.jsonl`: what happens to a job while no runner writes – it is queued, or leaves the
 * queue. Its lines have their `seq` between those of the attempts. Few and short.
 */
const NAME = 'notes.jsonl'
const NEWLINE = 10

/** Adds a line; it is on the disk before this returns. */
export const appendJobEvent = async (job_dir: string, line: string): Promise<void> => {
  await appendLine(join(job_dir, NAME), line)
}

/**
 * Adds a line to a file of lines; it is on the disk before this returns. Bytes without a newline before it – a write
 * that a crash cut short, or damage – are kept aside.
 */
export async function appendLine (path: string, line: string): Promise<void> {
  await using file = await open(path, 'a+', 0o600)
  const bytes = await file.readFile()
  const end = bytes.lastIndexOf(NEWLINE) + 1
  if (end < bytes.length) {
    await keepDamaged(path, bytes.subarray(end))
    await file.truncate(end)
  }
  await append(file, line, end)
}

/** A write that fails takes back what it has written, so that half a line is no damage that is kept. */
async function append (file: FileHandle, line: string, end: number): Promise<void> {
  try {
    await file.appendFile(line + '\n')
    await file.sync()
  } catch (error) {
    await file.truncate(end).catch(() => undefined) // a disk that fails: the next line finds the bytes
    throw error
  }
}

/** Takes a line back that was added last. */
export async function dropJobEvent (job_dir: string, line: string): Promise<void> {
  await using file = await open(join(job_dir, NAME), 'r+', 0o600)
  const bytes = await file.readFile()
  const added = Buffer.from(line + '\n')
  const start = bytes.length - added.length
  if (start < 0 || !bytes.subarray(start).equals(added)) return
  await file.truncate(start)
  await file.sync()
}

/** Every whole line; none where nothing was ever written. Errors: DamagedRecord. */
export async function readJobJournal (job_dir: string): Promise<JournalLine[]> {
  const text = await readLines(join(job_dir, NAME)) ?? ''
  const lines = text.slice(0, text.lastIndexOf('\n') + 1).split('\n')
  // as: the envelope is checked, and only we write the rest
  return lines.flatMap((line, index) =>
    line === '' ? [] : { line, event: readJobEvent(line, `${NAME} line ${index + 1}`) as JournalEvent }
  )
}

/** The text of a file of lines; null where there is none. Errors: DamagedRecord. */
export async function readLines (path: string): Promise<string | null> {
  try {
    return await ifExists(readFile(path, 'utf8'))
  } catch (cause) {
    throw new DamagedRecord(basename(path), '', `cannot be read (${errorCode(cause)})`, { cause })
  }
}
