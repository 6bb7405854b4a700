import type { JournalEvent, Unwritten } from '../../contract/journal.ts'
import type { TrainingState } from '../../contract/training.ts'
import { PROTOCOL_VERSION, unknownExit } from '../../contract/values.ts'
import { reduce } from './reduce.ts'

/** What is known of a job: from its journal, and from its runner where the journal cannot be written. */
export interface Known {
  /** After the last event of the journal that is in the store. */
  readonly state: TrainingState
  /** The same after events that the store could not take yet. */
  readonly ahead?: { readonly state: TrainingState } | undefined
  readonly unwritten?: Unwritten | undefined
}

/**
 * The state to show: with what is in memory only. Its `seq` stays that of the last event on the disk, so that the
 * events which follow are folded into it.
 */
export function shownState ({ state, ahead, unwritten }: Known): TrainingState {
  const stored = ahead !== undefined && ahead.state.seq > state.seq ? ahead.state : state
  if (unwritten === undefined || stored.seq > unwritten.seq) return stored
  const newest = unwritten.events.reduce((before, event) => reduce(before, inMemory(event, before.seq + 1)), stored)
  return newest === stored ? stored : Object.freeze({ ...newest, seq: stored.seq })
}

const LOST = 'The runner and the trainer are gone; how the attempt ended is recorded once its folder can be written'

/** What to show of an attempt of which no process is left, where no runner can write its end. `code`: why. */
export function lostAttempt (known: Known, { code, timestamp }: { code: string, timestamp: string }): Unwritten {
  const { seq, attempt_elapsed_seconds } = shownState(known)
  return {
    seq, code,
    events: [{
      v: PROTOCOL_VERSION, timestamp, elapsed_ms: attempt_elapsed_seconds * 1000, type: 'training_status',
      status: 'error', phase: 'unknown', message: LOST, error: LOST, reason: 'supervisor_lost', exit: unknownExit,
      traceback: null
    }]
  }
}

/** Whether what is in memory only includes the end of the attempt. */
export const hasEnd = ({ events }: Unwritten): boolean =>
  events.some(event => event.type === 'training_status' && event.exit !== null)

/** As: a runner sends the fields of an event, without the numbers that only its journal gives. */
const inMemory = (event: Unwritten['events'][number], seq: number): JournalEvent => ({ ...event, seq }) as JournalEvent
