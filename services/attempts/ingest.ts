import type { TrainingState } from '../../core/contract/training.ts'
import type { Clock } from '../../core/domain/clock.ts'
import type { EventStream } from '../stream/event-stream.ts'
import { fold } from './fold.ts'
import type { JournalRead } from './journal-reader.ts'
import type { Metric } from '../store/rollups.ts'
import type { Cursor, Store } from '../store/store.ts'

/** Where ingest of a job stands. `pending` figures wait for the next commit; the journal has them, so a crash loses none. */
export interface Position {
  job_id: string
  job_number: number
  attempt: number
  cursor: Cursor
  state: TrainingState
  ended: boolean
  pending: Metric[]
  /** First step of an attempt, as soon as it is read. */
  trained_from?: { attempt: number, step: number } | undefined
}

export interface Ingest {
  /** Takes one read of the position's journal: committed first, told after. */
  accept: (position: Position, read: JournalRead) => Promise<void>
  /** Changes of a job what no event tells. `state` and what was read stay together: neither may be on the disk without the other. */
  updateJob: (position: Position, change: { job_name: string, config: Record<string, unknown> }) => Promise<void>
  /** Writes what waits. */
  flush: (position: Position) => Promise<void>
}

const FLUSH_AFTER_MS = 250
const FLUSH_AT_ROWS = 1000

interface IngestDeps { store: Store, stream: EventStream, clock: Clock, last_id: number, onError: (error: unknown) => void }

/**
 * The one writer of events: whatever the job, reads are taken one after the other, so that ids rise in the order
 * subscribers are told. Kept events are committed at once; figures alone wait a little and share a commit.
 */
export function createIngest ({ store, stream, clock, last_id, onError }: IngestDeps): Ingest {
  let newest_id = last_id
  let turn = Promise.resolve()
  const waiting = new Set<Position>()

  function inTurn (act: () => Promise<void>): Promise<void> {
    const mine = turn.then(act)
    turn = mine.catch(() => undefined) // the caller hears of it; the next one's turn comes all the same
    return mine
  }

  async function write (position: Position, read: JournalRead): Promise<void> {
    const { commit, published } = fold({ ...position, last_id: newest_id }, read)
    const metrics = [...position.pending, ...commit.metrics]
    const now = commit.events.length > 0 || commit.commands.length > 0 || metrics.length >= FLUSH_AT_ROWS
    const ended = position.ended || commit.ended // what is noted between attempts does not open the last one again
    if (now) await store.commit({ ...commit, metrics, ended })
    newest_id += commit.events.length
    Object.assign(position, { cursor: commit.cursor, state: commit.state, pending: now ? [] : metrics, ended })
    if (commit.first_step !== null) position.trained_from = { attempt: commit.attempt, step: commit.first_step }
    if (now) waiting.delete(position)
    else flushSoon(position)
    stream.publish(published)
  }

  async function writePending (position: Position): Promise<void> {
    if (!waiting.delete(position)) return
    const { job_number, attempt, cursor, state, ended, pending, trained_from } = position
    const first_step = trained_from?.attempt === attempt ? trained_from.step : null
    await store.commit({ job_number, attempt, cursor, state, ended, metrics: pending, first_step, events: [], commands: [] })
    position.pending = []
  }

  function flushSoon (position: Position): void {
    if (waiting.has(position)) return
    waiting.add(position)
    clock.after(FLUSH_AFTER_MS, () => {
      inTurn(async () => { await writePending(position) }).catch(error => { waiting.add(position); onError(error) })
    })
  }

  return {
    accept: (position, read) => inTurn(async () => { await write(position, read) }),
    updateJob: (position, { job_name, config }) => inTurn(async () => {
      await writePending(position)
      const state = Object.freeze({ ...position.state, job_name })
      await store.changeJob({ job_number: position.job_number, job_name, state, config })
      position.state = state
    }),
    flush: position => inTurn(async () => { await writePending(position) })
  }
}
