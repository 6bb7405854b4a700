import type { JournalEvent, Unwritten } from '../../contract/journal.ts'
import type { TrainingState } from '../../contract/training.ts'
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

/** As: a runner sends the fields of an event, without the numbers that only its journal gives. */
const inMemory = (event: Unwritten['events'][number], seq: number): JournalEvent => ({ ...event, seq }) as JournalEvent
