import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { journalFile } from '../../core/contract/journal.ts'
import type { ExitFile, JournalEvent, JournalEventOf, SegmentHeader } from '../../core/contract/journal.ts'
import { unknownExit } from '../../core/contract/values.ts'
import { newJobState } from '../../core/domain/job/state.ts'
import { endFromExitFile, readToEnd } from '../../services/attempts/catch-up.ts'
import { createIngest } from '../../services/attempts/ingest.ts'
import type { Position } from '../../services/attempts/ingest.ts'
import { createRecordEvent } from '../../services/jobs/record-event.ts'
import { createEventStream } from '../../services/stream/event-stream.ts'
import type { Store } from '../../services/store/store.ts'
import { job_id } from './journal.ts'
import { journalLines } from './journal-lines.ts'
import { createManualClock } from './manual-clock.ts'

const facts = { job_id, job_number: 1, job_slug: 'job_aaaaaaaa', job_name: 'Training 1', trainer: 'builtin' as const }
const fail = (error: unknown): never => { throw error }

/** The first line of a segment, as a runner writes it; `other`: what it says instead. */
export const headerOf = (segment: number, first_seq: number, other: Partial<SegmentHeader> = {}): string =>
  journalLines.encode({ v: 1, type: 'segment', job_id, attempt: 1, segment, first_seq, ...other }) + '\n'

/** Writes a journal as a runner writes it: segments of `length` events, each with its header. */
export function writeSegments (attempt_dir: string, events: readonly JournalEvent[], length: number): void {
  mkdirSync(attempt_dir, { recursive: true })
  for (let at = 0, segment = 1; at < events.length; at += length, segment++) {
    const lines = events.slice(at, at + length).map(event => journalLines.encode(event) + '\n')
    writeFileSync(join(attempt_dir, journalFile(segment)), headerOf(segment, at + 1) + lines.join(''))
  }
}

/** What a reader made of a journal: the events and gaps in order, and how it stands. */
export interface Reading {
  position: Position
  /** All that was published. */
  published: JournalEvent[]
  ignored: () => number
  /** Reads on to the end. */
  read: () => Promise<void>
  /** Ends the attempt as the server does once its processes are gone. */
  end: (exit: Partial<ExitFile>) => Promise<void>
}

/** A server that reads the journal of an attempt, without a store. */
export function openReading (attempt_dir: string): Reading {
  const state = newJobState(facts)
  const position: Position = {
    job_id, job_number: 1, attempt: 1, cursor: { segment: 1, offset: 0 }, state, ended: false, pending: []
  }
  const stream = createEventStream({
    stream_id: 'g', current: () => position.state, last_id: 0, history: async () => [], onListenerError: fail
  })
  const published: JournalEvent[] = []
  stream.subscribe(batch => { published.push(...batch.map(({ event }) => event)) })
  let ignored = 0
  const ingest = createIngest({
    // as: nothing else of the store is used
    store: { commit: async () => undefined } as unknown as Store,
    stream, clock: createManualClock(), last_id: 0, onError: fail,
    onIgnored (_, lines) { ignored += lines }
  })
  const folders = { appendEvent: async () => undefined, dropEvent: async () => undefined }
  const recordEvent = createRecordEvent({ folders, ingest, clock: createManualClock() })
  const read = async (): Promise<void> => { await readToEnd({ position, ingest, attempt_dir }) }
  return {
    position, published, read, ignored: () => ignored,
    async end (exit) {
      await endFromExitFile({
        position, spec: { attempt: 1 }, catchUp: read,
        readExit: async () => ({
          v: 1, status: 'completed', reason: 'finished', error: null, exit: unknownExit, last_seq: 0,
          ended_at: '2026-01-01T00:00:00.000Z', ...exit
        }),
        // as: the job is looked at for its id and its position alone
        record: async (body, at) => { await recordEvent({ record: { job_id }, position } as never, body, at) }
      })
    }
  }
}

const isTorn = (event: JournalEvent): event is JournalEventOf<'gap'> =>
  event.type === 'gap' && event.reason === 'journal_torn'

/** Numbers of the events that came, without the gaps. */
export const seqsOf = (events: readonly JournalEvent[]): number[] =>
  events.filter(event => !isTorn(event)).map(({ seq }) => seq)

/**
 * Events that are counted as lost. Throws unless events and gaps together name each number up to the last once and in
 * order.
 */
export function lostIn (events: readonly JournalEvent[]): number {
  let [at, lost] = [0, 0]
  for (const event of events) {
    const missing = isTorn(event) ? event.dropped.events ?? 0 : 1
    if (event.seq !== at + missing) throw new Error(`seq ${event.seq}, with ${missing}, after ${at}`)
    if (isTorn(event)) lost += missing
    at = event.seq
  }
  return lost
}

/** The texts of the segments of a folder, by number. */
export const segmentsOf = (attempt_dir: string): Map<number, Buffer> => new Map(
  readdirSync(attempt_dir).flatMap(name => {
    const segment = /^events-(\d{6})\.jsonl$/.exec(name)?.[1]
    return segment === undefined ? [] : [[Number(segment), readFileSync(join(attempt_dir, name))] as const]
  })
)
