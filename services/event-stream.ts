import type { JournalEvent } from '../src/contract/journal.ts'
import type { TrainingState } from '../src/contract/training.ts'

/** One event as the store keeps it. `id` is the store's global cursor. */
export interface StoredEvent {
  id: number
  job_id: string
  event: JournalEvent
}

/** One event after its commit. An event that is not kept (progress) has the id of the last one that was. */
export interface Published extends StoredEvent {
  kept: boolean
  /** The job's state after the event. */
  state: TrainingState
}

export type Listener = (batch: readonly Published[]) => void

export interface Snapshot {
  /** State of the current job: the active one, else the newest, else idle. */
  state: TrainingState
  /** Cursor of the last event that is in it. */
  last_id: number
}

/** The one way news travels: after the commit, in order, to everyone. */
export interface EventStream {
  /** Names this store; cursors of another epoch are not ours. */
  epoch: string
  snapshot: () => Snapshot
  /** The snapshot and every event after it, in one tick: no gap, no repeat. */
  subscribe: (listener: Listener) => { snapshot: Snapshot, stop: () => void }
  /** Kept events after `id`, oldest first, at most `limit`. */
  history: (after_id: number, limit: number) => Promise<StoredEvent[]>
  publish: (batch: readonly Published[]) => void
}
