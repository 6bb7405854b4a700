import type { EventType } from '../../contract/events.ts'
import type { JournalEvent, JournalEventOf, SegmentHeader } from '../../contract/journal.ts'
import { jobStatuses } from '../../contract/values.ts'
import { isObject } from '../schema/json-schema.ts'

type Check = (value: unknown) => boolean
/** Takes the fields by name, each in its own place in the code: a loop over names costs a third of parsing the line. */
type Shape = (value: Record<string, unknown>) => boolean

const text: Check = value => typeof value === 'string'
const number: Check = value => typeof value === 'number'
const count: Check = value => Number.isSafeInteger(value) && (value as number) >= 0 // as: an integer
const flag: Check = value => typeof value === 'boolean'
const textOrNull: Check = value => value === null || typeof value === 'string'
const numberOrNull: Check = value => value === null || typeof value === 'number'
const countOrNull: Check = value => value === null || count(value)
const numberOrNone: Check = value => value === undefined || numberOrNull(value)
const countOrNone: Check = value => value === undefined || count(value)
const statuses: ReadonlySet<unknown> = new Set(jobStatuses)

const file: Check = value => isObject(value) && text(value.path) && count(value.bytes) && text(value.sha256)
const exit: Check = value =>
  isObject(value) && numberOrNull(value.code) && textOrNull(value.signal) && flag(value.forced) &&
  textOrNull(value.requested_by) && count(value.leftovers) && countOrNull(value.peak_rss_bytes)
const written: Shape = ({ file: made, step, epoch, epoch_step, command_id }) =>
  file(made) && count(step) && count(epoch) && count(epoch_step) && textOrNull(command_id)

/**
 * What the state, the store and the views take from an event. A newer version may add fields and words, and an older
 * one wrote longer texts: neither is damage.
 */
const shapes: Record<EventType, Shape> = {
  training_status: ({ status, phase, message, error, reason, exit: ending }) =>
    statuses.has(status) && text(phase) && text(message) && textOrNull(error) && textOrNull(reason) &&
    (ending === null || exit(ending)),
  trainer_ready: ({ pid, trainer, device }) => count(pid) && text(trainer) && text(device),
  training_progress: event =>
    count(event.epoch) && count(event.epoch_step) && count(event.epoch_sample) && count(event.global_step) &&
    count(event.max_step) && count(event.max_epoch) &&
    numberOrNull(event.loss) && numberOrNull(event.smooth_loss) && numberOrNull(event.learning_rate),
  scalars: ({ step, values, non_finite }) =>
    count(step) && isObject(values) && (non_finite === undefined || isObject(non_finite)),
  sample_generated: event =>
    text(event.sample_id) && file(event.file) && text(event.sample_type) && count(event.sample_index) &&
    count(event.step) && count(event.epoch) && text(event.prompt) && text(event.negative_prompt) &&
    number(event.seed) && count(event.width) && count(event.height) && textOrNull(event.command_id),
  sample_progress: ({ sample_type, step, max_step }) => text(sample_type) && count(step) && count(max_step),
  validation_result: event =>
    count(event.step) && count(event.epoch) && numberOrNull(event.validation_loss) && textOrNull(event.concept) &&
    isCounted(event),
  backup_created: written,
  model_saved: event => written(event) && flag(event.final),
  command_result: ({ command_id, command, args, status, message, file: made }) =>
    text(command_id) && text(command) && isObject(args) && text(status) && text(message) &&
    (made === null || file(made)),
  log: ({ level, message, source, truncated_bytes }) =>
    text(level) && text(message) && text(source) && countOrNone(truncated_bytes),
  warning: ({ code, message, details }) => text(code) && text(message) && isObject(details),
  gap: ({ reason, dropped, from, to }) => text(reason) && isObject(dropped) && textOrNull(from) && textOrNull(to),
  epoch_completed: event =>
    count(event.epoch) && count(event.max_epoch) && count(event.step) && numberOrNull(event.loss) &&
    number(event.elapsed_seconds) && isCounted(event),
  job_queued: ({ cause, priority, resume_from, message }) =>
    text(cause) && number(priority) && textOrNull(resume_from) && text(message)
}
const shapeOf = new Map<unknown, Shape>(Object.entries(shapes))

const isCounted: Shape = ({ accuracy, correct, total }) =>
  numberOrNone(accuracy) && countOrNone(correct) && countOrNone(total)

/** The statuses of a job whose trainer has ended. */
const ends: readonly string[] = ['paused', 'stopped', 'completed', 'error']

/** Whether a value is an event of a journal as far as anything here depends on it. An unknown type is one. */
export function isJournalEvent (value: unknown): value is JournalEvent {
  if (typeof value !== 'object' || value === null) return false
  const { seq, timestamp, elapsed_ms, type } = value as Partial<JournalEvent> // as: each is checked in the next lines
  if (typeof type !== 'string' || typeof timestamp !== 'string' || typeof elapsed_ms !== 'number') return false
  if (!Number.isSafeInteger(seq) || (seq as number) < 1) return false // as: an integer
  const shape = shapeOf.get(type)
  // as: an object
  if (shape !== undefined && !shape(value as Record<string, unknown>)) return false
  // An exit under a status that goes on would end the attempt and leave its job running.
  const { status, exit } = value as JournalEventOf<'training_status'> // as: looked at only where it is of that type
  return type !== 'training_status' || exit === null || ends.includes(status)
}

/** Whether a value is the first line of a segment. */
export const isSegmentHeader = (value: unknown): value is SegmentHeader =>
  isObject(value) && value.type === 'segment' && text(value.job_id) && count(value.attempt) && count(value.segment) &&
  count(value.first_seq)
