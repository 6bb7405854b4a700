import type { EventType } from '../../contract/events.ts'
import type { JournalEvent, JournalEventOf, SegmentHeader } from '../../contract/journal.ts'
import { jobStatuses } from '../../contract/values.ts'

type Check = (value: unknown) => boolean
type Fields = Record<string, Check>

const text: Check = value => typeof value === 'string'
const number: Check = value => typeof value === 'number'
const count: Check = value => Number.isSafeInteger(value) && (value as number) >= 0 // as: an integer
const flag: Check = value => typeof value === 'boolean'
const object: Check = value => typeof value === 'object' && value !== null && !Array.isArray(value)
const orNull = (check: Check): Check => value => value === null || check(value)
const orNone = (check: Check): Check => value => value === undefined || check(value)
const oneOf = (words: readonly string[]): Check => value => (words as readonly unknown[]).includes(value)

/** An object with these fields; more of them are fine. */
function fits (fields: Fields): Check {
  const all = Object.entries(fields)
  // as: it is an object
  return value => object(value) && all.every(([name, check]) => check((value as Record<string, unknown>)[name]))
}

const file = fits({ path: text, bytes: count, sha256: text })
const exit = fits({
  code: orNull(number), signal: orNull(text), forced: flag, requested_by: orNull(text), leftovers: count,
  peak_rss_bytes: orNull(count)
})
const written: Fields = { file, step: count, epoch: count, epoch_step: count, command_id: orNull(text) }
const counted: Fields = { accuracy: orNone(orNull(number)), correct: orNone(count), total: orNone(count) }

/**
 * What the state, the store and the views take from an event. A newer version may add fields and words, and an older
 * one wrote longer texts: neither is damage.
 */
const shapes: Record<EventType, Fields> = {
  training_status: {
    status: oneOf(jobStatuses), phase: text, message: text, error: orNull(text), reason: orNull(text),
    exit: orNull(exit)
  },
  trainer_ready: { pid: count, trainer: text, device: text },
  training_progress: {
    epoch: count, epoch_step: count, epoch_sample: count, global_step: count, max_step: count, max_epoch: count,
    loss: orNull(number), smooth_loss: orNull(number), learning_rate: orNull(number)
  },
  scalars: { step: count, values: object, non_finite: orNone(object) },
  sample_generated: {
    sample_id: text, file, sample_type: text, sample_index: count, step: count, epoch: count, prompt: text,
    negative_prompt: text, seed: number, width: count, height: count, command_id: orNull(text)
  },
  sample_progress: { sample_type: text, step: count, max_step: count },
  validation_result: { step: count, epoch: count, validation_loss: orNull(number), concept: orNull(text), ...counted },
  backup_created: written,
  model_saved: { ...written, final: flag },
  command_result: { command_id: text, command: text, args: object, status: text, message: text, file: orNull(file) },
  log: { level: text, message: text, source: text, truncated_bytes: orNone(count) },
  warning: { code: text, message: text, details: object },
  gap: { reason: text, dropped: object, from: orNull(text), to: orNull(text) },
  epoch_completed: {
    epoch: count, max_epoch: count, step: count, loss: orNull(number), elapsed_seconds: number, ...counted
  },
  job_queued: { cause: text, priority: number, resume_from: orNull(text), message: text }
}
const checks = new Map<unknown, Check>(Object.entries(shapes).map(([type, fields]) => [type, fits(fields)]))

/** The statuses of a job whose trainer has ended. */
const ends: readonly string[] = ['paused', 'stopped', 'completed', 'error']

/** Whether a value is an event of a journal as far as anything here depends on it. An unknown type is one. */
export function isJournalEvent (value: unknown): value is JournalEvent {
  if (typeof value !== 'object' || value === null) return false
  const { seq, timestamp, elapsed_ms, type } = value as Partial<JournalEvent> // as: each is checked in the next lines
  if (typeof type !== 'string' || typeof timestamp !== 'string' || typeof elapsed_ms !== 'number') return false
  if (!Number.isSafeInteger(seq) || (seq as number) < 1) return false // as: an integer
  const check = checks.get(type)
  if (check !== undefined && !check(value)) return false
  // An exit under a status that goes on would end the attempt and leave its job running.
  const { status, exit } = value as JournalEventOf<'training_status'> // as: looked at only where it is of that type
  return type !== 'training_status' || exit === null || ends.includes(status)
}

const isHeader = fits({ type: oneOf(['segment']), job_id: text, attempt: count, segment: count, first_seq: count })

/** Whether a value is the first line of a segment. */
export const isSegmentHeader = (value: unknown): value is SegmentHeader => isHeader(value)
