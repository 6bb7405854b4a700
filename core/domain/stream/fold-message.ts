import type { JournalEvent } from '../../contract/journal.ts'
import type { ServerMessage } from '../../contract/socket.ts'
import type { StepState, TrainingState } from '../../contract/training.ts'
import { reduce } from '../job/reduce.ts'

/**
 * What a reader of the stream knows of the training it shows, after one more message: the server's own fold over the
 * same events. It stays with its job until that one is over and another is at work. Null before the first message.
 */
export function foldMessage (state: TrainingState | null, message: ServerMessage): TrainingState | null {
  if (message.type === 'connected') return message.state
  if (message.type === 'training_state') {
    const { type: _type, timestamp: _timestamp, ...whole } = message
    return state === null || replaces(state, whole) ? whole : state
  }
  if (state === null) return null
  if (message.type === 'conditions') return { ...state, conditions: message.conditions }
  const isEvent = 'elapsed_ms' in message && message.job_id === state.job_id && !derived.has(message.type)
  // as: a message with a clock of its own is an event, told by the stream
  return isEvent ? foldEvent(state, message as unknown as EventMessage) : state
}

type EventMessage = JournalEvent & { state?: StepState }

function foldEvent (state: TrainingState, { state: steps, ...event }: EventMessage): TrainingState {
  const after = reduce(state, event)
  return steps !== undefined && steps.seq >= after.seq ? { ...after, ...steps } : after
}

// The same as sample_generated, under a second name.
const derived = new Set(['sample_default', 'sample_custom'])

function replaces (state: TrainingState, whole: TrainingState): boolean {
  return whole.job_id === state.job_id ? whole.seq >= state.seq : whole.is_training || !state.is_training
}
