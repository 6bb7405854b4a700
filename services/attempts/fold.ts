import { deliveryClass } from '../../core/contract/events.ts'
import type { JournalEvent, JournalEventOf } from '../../core/contract/journal.ts'
import type { TrainingState } from '../../core/contract/training.ts'
import { reduce } from '../../core/domain/job/reduce.ts'
import { isOutOfPlace } from '../../core/domain/job/status-table.ts'
import type { Published } from '../stream/event-stream.ts'
import type { JournalLine, JournalRead } from './journal-reader.ts'
import type { Metric } from '../store/rollups.ts'
import type { CommandUpdate, Commit } from '../store/store.ts'

/** What a journal read means for the store, and what is published once it is committed. */
export interface Folded {
  commit: Commit
  published: Published[]
  /** Status events that cannot follow the status they found. */
  out_of_place: JournalEvent[]
  /** Lines that were passed over, because their numbers had been read before or belong elsewhere. */
  ignored: number
}

/** Where the fold before ended. */
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
 * Lines out of order are passed over; a jump in seq becomes a `gap` event in place of the missing lines.
 */
export function fold (from: FoldedSoFar, read: JournalRead): Folded {
  const { job_number } = from
  const first_step = from.trained_from?.attempt === from.attempt ? from.trained_from.step : null
  const commit: Commit = {
    job_number, attempt: from.attempt, cursor: read.cursor, events: [], metrics: [], commands: [], state: from.state,
    ended: false, first_step
  }
  const published: Published[] = []
  const out_of_place: JournalEvent[] = []
  let id = from.last_id
  const lines = inOrder(from.state.seq, read.lines)
  for (const { event, line } of withGaps(from.state.seq, lines)) {
    if (isOutOfPlace(commit.state, event)) out_of_place.push(event)
    commit.state = numbered(reduce(commit.state, event), commit.state, from.attempt)
    const kept = isKept(event)
    if (kept) commit.events.push({ id: ++id, job_number, seq: event.seq, type: event.type, line })
    addFacts(commit, event)
    published.push({ id, job_id: from.job_id, event, kept, state: commit.state })
  }
  return { commit, published, out_of_place, ignored: read.lines.length - lines.length }
}

/** An event that begins an attempt counts on by one. Numbers may be skipped, so that of its folder is the true one. */
const numbered = (state: TrainingState, before: TrainingState, attempt: number): TrainingState =>
  state.attempt === before.attempt ? state : Object.freeze({ ...state, attempt })

/** Adds what an event means for the store besides the state. */
function addFacts (commit: Commit, event: JournalEvent): void {
  switch (event.type) {
    case 'training_progress':
      if (Number.isSafeInteger(event.global_step)) commit.first_step ??= event.global_step
      break
    case 'scalars':
      addMetrics(commit.metrics, commit.job_number, event)
      break
    case 'command_result':
      commit.commands.push(commandUpdate(event))
      break
    case 'training_status':
      if (event.exit !== null) commit.ended = true
  }
}

// An unknown type comes from a newer runner: it is kept, so that nothing is lost.
function isKept (event: JournalEvent): boolean {
  const delivery = deliveryClass[event.type] ?? 'lossless'
  return delivery === 'lossless' || delivery === 'log'
}

/**
 * The lines whose numbers rise. One whose number was seen is a repeat; one that jumps ahead of the line behind it is in
 * the wrong place, or its number is damaged: to follow it would cost all lines up to that number.
 */
function inOrder (last_seq: number, lines: JournalLine[]): JournalLine[] {
  let seq = last_seq
  return lines.filter(({ event }, index) => {
    const next = lines[index + 1]?.event.seq
    if (event.seq <= seq || (event.seq > seq + 1 && next !== undefined && next <= event.seq)) return false
    seq = event.seq
    return true
  })
}

function * withGaps (last_seq: number, lines: JournalLine[]): Generator<JournalLine> {
  let seq = last_seq
  for (const line of lines) {
    const missing = line.event.seq - seq - 1
    if (missing > 0) yield tornGap(line.event, seq + 1, missing)
    seq = line.event.seq
    yield line
  }
}

function tornGap (next: JournalEvent, first: number, missing: number): JournalLine {
  const { v, timestamp, elapsed_ms } = next
  const seq = next.seq - 1
  const lost = { dropped: { events: missing }, from: `seq ${first}`, to: `seq ${seq}` }
  const event: JournalEvent = { v, seq, timestamp, elapsed_ms, type: 'gap', reason: 'journal_torn', ...lost }
  return { event, line: JSON.stringify(event) }
}

function addMetrics (
  rows: Metric[], job_number: number,
  { timestamp, elapsed_ms, step, seq, values, non_finite }: JournalEventOf<'scalars'>
): void {
  if (!Number.isSafeInteger(step)) return // a damaged line can still be JSON: a metric without a step
  const at_ms = Date.parse(timestamp) || 0
  for (const tag of Object.keys(values)) {
    const value = values[tag]
    rows.push({
      job_number, tag, step, seq, value: Number.isFinite(value) ? value! : null, non_finite: non_finite?.[tag] ?? null,
      at_ms, elapsed_ms
    })
  }
}

function commandUpdate (event: Extract<JournalEvent, { type: 'command_result' }>): CommandUpdate {
  const { command_id, command, args, status, message, file, timestamp } = event
  return {
    command_id, command, args: JSON.stringify(args), status, message,
    file: file === null ? null : JSON.stringify(file),
    timestamp
  }
}
