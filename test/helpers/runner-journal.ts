import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Test } from 'tap'
import type { JournalEvent, JournalEventOf } from '../../core/contract/journal.ts'
import type { Draft } from '../../core/domain/job/translate.ts'
import { warningDraft } from '../../core/domain/job/translate.ts'
import type { Disk } from '../../runner/disk.ts'
import { machineDisk } from '../../runner/disk.ts'
import type { Journal, Tail } from '../../runner/journal.ts'
import { createJournal } from '../../runner/journal.ts'
import { scanJournal } from '../../runner/journal-scan.ts'
import { eventIn } from './journal-lines.ts'
import { createManualClock } from './manual-clock.ts'
import type { ManualClock } from './manual-clock.ts'

export const log = (message: string): Draft => ({ type: 'log', level: 'info', message, source: 'stdout' })
export const scalars = (step: number): Draft => ({ type: 'scalars', step, epoch: 0, values: { loss: 1 / (step + 1) } })
export const fact = (n: number): Draft => warningDraft('fact', `fact ${n}`)
export const job = { job_id: '019a4f6e-7b1c-7c3e-9d2a-5f0b8e6c1d42', job_number: 3, attempt: 2 }

interface OpenedJournal {
  journal: Journal
  clock: ManualClock
  dir: string
  /** What the server was notified of. */
  commits: Array<Tail & { urgent: boolean }>
  /** Syncs and notifications, in order. */
  calls: string[]
}

/** A journal in a folder of its own, on a manual clock. */
export function openJournal (
  t: Test,
  {
    disk = machineDisk, segment_bytes = 1e6, journal_bytes = 1e9, first_seq = 1
  }: { disk?: Disk, segment_bytes?: number, journal_bytes?: number, first_seq?: number } = {}
): OpenedJournal {
  const dir = t.testdir({})
  const clock = createManualClock()
  const commits: OpenedJournal['commits'] = []
  const calls: string[] = []
  const journal = createJournal({
    disk: {
      ...disk,
      datasync (fd) {
        calls.push('sync')
        disk.datasync(fd)
      }
    },
    folder: dir,
    job,
    limits: { segment_bytes, journal_bytes },
    clock,
    start: scanJournal(dir, first_seq).start,
    onCommit (tail, urgent) {
      calls.push(urgent ? 'ring!' : 'ring')
      commits.push({ ...tail, urgent })
    }
  })
  return { journal, clock, dir, commits, calls }
}

/** All events of a folder. Throws if a line is not whole, or the numbers have a hole. */
export function readAll (dir: string, first_seq = 1): JournalEvent[] {
  return readWhole(
    readdirSync(dir)
      .filter(name => name.startsWith('events-'))
      .sort()
      .map(name => readFileSync(join(dir, name), 'utf8')),
    first_seq
  )
}

/** All events of the texts of segments. Throws like readAll. */
export function readWhole (segments: string[], first_seq = 1): JournalEvent[] {
  const all: JournalEvent[] = []
  for (const text of segments) {
    if (text !== '' && !text.endsWith('\n')) throw new Error(`half a line at the end: ${text.slice(-80)}`)
    const lines = text.split('\n').slice(0, -1).map(eventIn)
    for (const line of lines) {
      if (line.type === 'segment') {
        if (line.first_seq !== first_seq + all.length) throw new Error('wrong header')
      } else all.push(line)
    }
  }
  const hole = all.findIndex((event, at) => event.seq !== first_seq + at)
  if (hole >= 0) throw new Error(`seq ${all[hole]?.seq} where ${first_seq + hole} was expected`)
  return all
}

/** Messages of the facts, which are the lossless events of these tests. */
export const facts = (events: JournalEvent[]): string[] =>
  events.flatMap(event => (event.type === 'warning' && event.code === 'fact' ? [event.message] : []))
export const gaps = (events: JournalEvent[]): Array<JournalEventOf<'gap'>> =>
  events.filter((event): event is JournalEventOf<'gap'> => event.type === 'gap')
/** How many events of a type the gaps count. */
export const dropped = (events: JournalEvent[], type: string): number =>
  gaps(events).reduce((sum, gap) => sum + (gap.dropped[type] ?? 0), 0)
