import type { JournalEvent, Unwritten } from '../../core/contract/journal.ts'
import type { TrainingState } from '../../core/contract/training.ts'
import { monoOf } from '../../core/domain/clock.ts'
import type { Clock } from '../../core/domain/clock.ts'
import { deliveryClass } from '../../core/contract/events.ts'
import { shownState } from '../../core/domain/job/unwritten.ts'
import { createSerialiser } from '../files/serialise.ts'
import type { EventStream, Published } from '../stream/event-stream.ts'
import { fold } from './fold.ts'
import type { JournalRead } from './journal-reader.ts'
import type { Metric } from '../store/rollups.ts'
import type { Cursor, Store } from '../store/store.ts'

/**
 * How far the events of a job are read, and the state they make. Only ingest changes it.
 * `pending` metrics wait for the next commit; the journal has them, so a crash loses none.
 */
export interface Position {
  readonly job_id: string
  readonly job_number: number
  readonly attempt: number
  readonly cursor: Readonly<Cursor>
  readonly state: TrainingState
  readonly ended: boolean
  readonly pending: readonly Metric[]
  /** Monotonic time of the newest event; undefined before the first. */
  readonly state_at_ms?: number | undefined
  /** First step of an attempt, as soon as it is read. */
  readonly trained_from?: { attempt: number, step: number } | undefined
  /** How far the journal was read while the store took nothing, and the state up to there. */
  readonly ahead?: { readonly cursor: Readonly<Cursor>, readonly state: TrainingState } | undefined
  /** What the runner cannot write into the journal. */
  readonly unwritten?: Unwritten | undefined
}

export interface Ingest {
  /** Accepts one read of the position's journal: first commits it, then publishes it. */
  accept: (position: Position, read: JournalRead) => Promise<void>
  /** Adds the next attempt to the store and moves the position to the start of its journal. */
  beginAttempt: (position: Position, attempt: number) => Promise<void>
  /** Moves a position to where the store has it: at startup, before any other call. */
  restore: (position: Position, stored: Partial<Pick<Position, 'state' | 'attempt' | 'cursor' | 'ended'>>) => void
  /** Changes what no event carries. The store gets `state` and the events behind it in one commit, never one alone. */
  updateJob: (
    position: Position,
    change: { job_name: string, config: Readonly<Record<string, unknown>> }
  ) => Promise<void>
  /** Reads on without the store, which cannot be written: only what is shown goes on. */
  lookAhead: (position: Position, read: JournalRead) => Promise<void>
  /** Shows what a runner cannot write into its journal; null: it can write. */
  show: (position: Position, unwritten: Unwritten | null) => void
  /** Commits pending metrics. All that was accepted before is in the position once this resolves. */
  flush: (position: Position) => Promise<void>
}

const FLUSH_AFTER_MS = 250
const FLUSH_AT_ROWS = 1000

interface IngestDeps {
  store: Store
  stream: EventStream
  clock: Clock
  last_id: number
  onError: (error: unknown) => void
  /** A status event that cannot follow the status of its job; it is stored and changes nothing. */
  onOutOfPlace?: (job_id: string, event: JournalEvent) => void
  /** Lines of a journal that repeat others or are in the wrong place; they change nothing. */
  onIgnored?: (job_id: string, lines: number) => void
}

/**
 * The one writer of events and positions. Reads of all jobs are accepted one at a time, so that ids rise in the order
 * they are published. Kept events are committed at once; metrics alone wait a little and share a commit.
 */
export function createIngest ({
  store, stream, clock, last_id, onError,
  onOutOfPlace = () => undefined, onIgnored = () => undefined
}: IngestDeps): Ingest {
  let newest_id = last_id
  const serialise = createSerialiser()
  const waiting = new Set<Position>()

  const timed = (state: TrainingState): Pick<Position, 'state' | 'state_at_ms'> =>
    ({ state, state_at_ms: state.updated_at === null ? undefined : monoOf(clock, state.updated_at) })

  async function write (position: Position, read: JournalRead): Promise<void> {
    const { commit, published, out_of_place, ignored } = fold({ ...position, last_id: newest_id }, read)
    const metrics = [...position.pending, ...commit.metrics]
    const now = commit.events.length > 0 || commit.commands.length > 0 || metrics.length >= FLUSH_AT_ROWS
    const ended = position.ended || commit.ended // an event between two attempts does not open the last one again
    if (now) await store.commit({ ...commit, metrics, ended })
    newest_id += commit.events.length
    move(position, { cursor: commit.cursor, pending: now ? [] : metrics, ended, ...timed(commit.state) })
    if (commit.first_step !== null) {
      move(position, { trained_from: { attempt: commit.attempt, step: commit.first_step } })
    }
    const told_seq = forgetAhead(position)
    if (now) waiting.delete(position)
    else flushSoon(position)
    for (const event of out_of_place) onOutOfPlace(position.job_id, event)
    if (ignored > 0) onIgnored(position.job_id, ignored)
    publishNews(position, published.filter(({ event }) => event.seq > told_seq || !isCoalesced(event)))
  }

  function publishNews (position: Position, news: Published[]): void {
    stream.publish(position.unwritten === undefined ? news : news.map(withShown(position)))
  }

  /** Events that promise nothing go out before they are on the disk, or in the store. */
  function publishShown (position: Position, events: JournalEvent[]): void {
    const { job_id } = position
    const state = shownState(position)
    move(position, { state_at_ms: timed(state).state_at_ms })
    stream.publish(events.map(event => ({ id: newest_id, job_id, event, kept: false, state })))
  }

  async function writePending (position: Position): Promise<void> {
    if (!waiting.has(position)) return
    const { job_number, attempt, cursor, state, ended, trained_from } = position
    const metrics = [...position.pending]
    const first_step = trained_from?.attempt === attempt ? trained_from.step : null
    await store.commit({ job_number, attempt, cursor, state, ended, metrics, first_step, events: [], commands: [] })
    waiting.delete(position) // not before: what the store could not take is written by the next call
    move(position, { pending: [] })
  }

  function flushSoon (position: Position): void {
    if (waiting.has(position)) return
    waiting.add(position)
    clock.after(FLUSH_AFTER_MS, () => {
      serialise(async () => {
        await writePending(position)
      }).catch(onError)
    })
  }

  return {
    accept: async (position, read) => {
      await serialise(async () => {
        await write(position, read)
      })
    },
    async beginAttempt (position, attempt) {
      await serialise(async () => {
        await store.addAttempt(position.job_number, attempt)
        move(position, { attempt, cursor: { segment: 1, offset: 0 }, ended: false })
      })
    },
    restore: (position, { state, ...stored }) => {
      move(position, state === undefined ? stored : { ...stored, ...timed(state) })
    },
    async updateJob (position, { job_name, config }) {
      await serialise(async () => {
        await writePending(position)
        const state = Object.freeze({ ...position.state, job_name })
        await store.changeJob({ job_number: position.job_number, job_name, state, config })
        move(position, { state })
      })
    },
    async lookAhead (position, read) {
      await serialise(async () => {
        const from = { ...position, ...position.ahead, last_id: newest_id }
        const { commit: { cursor, state }, published } = fold(from, read)
        move(position, { ahead: { cursor, state } })
        publishShown(position, published.map(({ event }) => event).filter(isCoalesced))
      })
    },
    show (position, unwritten) {
      const before = position.unwritten
      if (unwritten === null && before === undefined) return
      move(position, { unwritten: unwritten ?? undefined })
      const { seq } = shownState(position)
      const known = new Set(before?.events.map(({ type, elapsed_ms }) => `${type} ${elapsed_ms}`))
      const news = (unwritten?.events ?? []).filter(event =>
        isCoalesced(event) && !known.has(`${event.type} ${event.elapsed_ms}`))
      publishShown(position, news.map(event => ({ ...event, seq })))
    },
    flush: async position => {
      await serialise(async () => {
        await writePending(position)
      })
    }
  }
}

/** Drops what was read ahead once the store is as far; answers with the seq up to which progress was told. */
function forgetAhead (position: Position): number {
  const told_seq = position.ahead?.state.seq ?? 0
  if (told_seq <= position.state.seq) move(position, { ahead: undefined })
  return told_seq
}

const isCoalesced = ({ type }: Pick<JournalEvent, 'type'>): boolean => deliveryClass[type] === 'coalesced'
const withShown = (position: Position) => (published: Published): Published =>
  ({ ...published, state: shownState(position) })

function move (position: Position, fields: Partial<Position>): void { Object.assign(position, fields) }
