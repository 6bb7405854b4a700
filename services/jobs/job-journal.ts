import { open } from 'node:fs/promises'
import { join } from 'node:path'
import type { JournalEvent } from '../../core/contract/journal.ts'
import type { JournalLine } from '../attempts/journal-reader.ts'

/**
 * The job's own journal, `notes.jsonl`: what happens to a job while no runner writes – it is queued, or leaves the queue.
 * Its lines have their `seq` between those of the attempts. Few and short.
 */
const NAME = 'notes.jsonl'

/** Adds a line; it is on the disk before this returns. What a crash cut short is written over. */
export async function appendJobEvent (job_dir: string, line: string): Promise<void> {
  const file = await open(join(job_dir, NAME), 'a+', 0o600)
  try {
    const text = await file.readFile('utf8')
    if (text !== '' && !text.endsWith('\n')) await file.truncate(Buffer.byteLength(text.slice(0, text.lastIndexOf('\n') + 1)))
    await file.appendFile(line + '\n')
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Takes a line back that was added last. */
export async function dropJobEvent (job_dir: string, line: string): Promise<void> {
  const file = await open(join(job_dir, NAME), 'r+', 0o600)
  try {
    const text = await file.readFile('utf8')
    if (!text.endsWith(line + '\n')) return
    await file.truncate(Buffer.byteLength(text) - Buffer.byteLength(line) - 1)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Every whole line; none where nothing was ever written. */
export async function readJobJournal (job_dir: string): Promise<JournalLine[]> {
  const text = await read(join(job_dir, NAME))
  return text.slice(0, text.lastIndexOf('\n') + 1).split('\n').filter(line => line !== '').map(line => ({ line, event: JSON.parse(line) as JournalEvent })) // as: only we write it
}

async function read (path: string): Promise<string> {
  try {
    await using file = await open(path, 'r')
    return await file.readFile('utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '' // as: node's file errors carry a code
    throw error
  }
}
