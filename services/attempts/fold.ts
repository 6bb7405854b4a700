import { deliveryClass } from '../../core/contract/events.ts'
import type { JournalEvent, JournalEventOf } from '../../core/contract/journal.ts'
import type { TrainingState } from '../../core/contract/training.ts'
import { reduce } from '../../core/domain/job/reduce.ts'
import type { Published } from '../stream/event-stream.ts'
import type { JournalLine, JournalRead } from './journal-reader.ts'
import type { Metric } from '../store/rollups.ts'
import type { CommandUpdate, Commit } from '../store/store.ts'

/** What a journal read means for the store, and what subscribers are told once it is committed. */
export interface Folded { commit: Commit, published: Published[] }

/** What was folded before. */
export interface FoldedSoFar {
  job_id: string
  job_number: number
  attempt: number
  state: TrainingState
  last_id: number
  /** First step of the attempt it names. */
  trained_from?: { attempt: number, step: number } | undefined
}

/**
 * Folds what was read: numbers the events to keep, collects metrics and commands, reduces the state.
 * A line whose seq was seen is dropped, a jump is kept as a `gap` event in the place of what is missing.
 */
export function fold (from: FoldedSoFar, read: JournalRead): Folded {
  const { job_number } = from
  const commit: Commit = { job_number, attempt: from.attempt, cursor: read.cursor, events: [], metrics: [], commands: [], state: from.state, ended: false, first_step: from.trained_from?.attempt === from.attempt ? from.trained_from.step : null }
  const published: Published[] = []
  let id = from.last_id
  for (const { event, line } of withGaps(from.state.seq, read.lines)) {
    commit.state = reduce(commit.state, event)
    const kept = isKept(event)
    if (kept) commit.events.push({ id: ++id, job_number, seq: event.seq, type: event.type, line })
    if (event.type === 'training_progress' && Number.isSafeInteger(event.global_step)) commit.first_step ??= event.global_step
    if (event.type === 'scalars') addMetrics(commit.metrics, job_number, event)
    if (event.type === 'command_result') commit.commands.push(commandUpdate(event))
    if (event.type === 'training_status' && event.exit !== null) commit.ended = true
    published.push({ id, job_id: from.job_id, event, kept, state: commit.state })
  }
  return { commit, published }
}

// An unknown type comes from a newer runner: it is kept, so that nothing is lost.
function isKept (event: JournalEvent): boolean {
  const delivery = deliveryClass[event.type] ?? 'lossless'
  return delivery === 'lossless' || delivery === 'log'
}

function * withGaps (last_seq: number, lines: JournalLine[]): Generator<JournalLine> {
  let seq = last_seq
  for (const entry of lines) {
    const missing = entry.event.seq - seq - 1
    if (missing < 0) continue
    if (missing > 0) yield tornGap(entry.event, seq + 1, missing)
    seq = entry.event.seq
    yield entry
  }
}

function tornGap (next: JournalEvent, first: number, missing: number): JournalLine {
  const { v, timestamp, elapsed_ms } = next
  const event: JournalEvent = { v, seq: next.seq - 1, timestamp, elapsed_ms, type: 'gap', reason: 'journal_torn', dropped: { events: missing }, from: `seq ${first}`, to: `seq ${next.seq - 1}` }
  return { event, line: JSON.stringify(event) }
}

function addMetrics (rows: Metric[], job_number: number, { timestamp, step, seq, values, non_finite }: JournalEventOf<'scalars'>): void {
  if (!Number.isSafeInteger(step)) return // a damaged line can still be JSON: a figure without a place
  const at_ms = Date.parse(timestamp) || 0
  for (const tag of Object.keys(values)) {
    const value = values[tag]
    rows.push({ job_number, tag, step, seq, value: Number.isFinite(value) ? value! : null, non_finite: non_finite?.[tag] ?? null, at_ms })
  }
}

function commandUpdate (event: Extract<JournalEvent, { type: 'command_result' }>): CommandUpdate {
  const { command_id, command, args, status, message, file, timestamp } = event
  return { command_id, command, args: JSON.stringify(args), status, message, file: file === null ? null : JSON.stringify(file), timestamp }
}
