import type { JournalEvent } from '../../core/contract/journal.ts'
import type { TrainingState } from '../../core/contract/training.ts'

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

/** Publishes every event after its commit, in order, to all listeners. */
export interface EventStream {
  /** Names this history; cursors of another stream_id do not belong to it. */
  stream_id: string
  snapshot: () => Snapshot
  /** The snapshot and every event after it, in one tick: no gap, no repeat. */
  subscribe: (listener: Listener) => { snapshot: Snapshot, stop: () => void }
  /** Kept events after `id`, oldest first, at most `limit`; of one job where it is named. */
  history: (after_id: number, limit: number, job_id?: string) => Promise<StoredEvent[]>
  publish: (batch: readonly Published[]) => void
}

interface EventStreamDeps {
  stream_id: string
  current: () => TrainingState
  last_id: number
  history: EventStream['history']
  onListenerError: (error: unknown) => void
  /** Adds to a state what no event tells. */
  show?: (state: TrainingState) => TrainingState
}

/** Makes the stream. A listener that throws is reported; the others still get the batch. */
export function createEventStream ({
  stream_id, current, last_id, history, onListenerError, show = state => state
}: EventStreamDeps): EventStream {
  const listeners = new Set<Listener>()
  let newest_id = last_id
  const snapshot = (): Snapshot => ({ state: current(), last_id: newest_id })

  function deliver (listener: Listener, batch: readonly Published[]): void {
    try {
      listener(batch)
    } catch (error) {
      onListenerError(error)
    }
  }

  return {
    stream_id, snapshot, history,
    subscribe (listener) {
      listeners.add(listener)
      return {
        snapshot: snapshot(),
        stop: () => {
          listeners.delete(listener)
        }
      }
    },
    publish (batch) {
      const newest = batch.at(-1)
      if (newest === undefined) return
      newest_id = newest.id
      const shown = batch.map(one => ({ ...one, state: show(one.state) }))
      for (const listener of listeners) deliver(listener, shown)
    }
  }
}
