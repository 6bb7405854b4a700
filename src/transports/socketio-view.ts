import type { TrainingUpdate } from '../../core/contract/job-views.ts'
import { formatCursor } from '../../core/domain/stream/cursor.ts'
import type { StreamJobs } from '../../services/jobs/stream-jobs.ts'
import type { EventStream, StoredEvent } from '../../services/stream/event-stream.ts'
import { createFilter } from './view.ts'
import type { Message, View } from './view.ts'

/** The name of the event that Socket.IO clients receive for each finished epoch. */
export const socketIoEvent = 'training_update'
/** The name of the event after it: the stream's cursor. A client reconnects with the last one and misses nothing. */
export const socketIoCursor = 'cursor'
/** What they are subscribed to, in the names of the stream. */
export const socketIoFilter = createFilter({ topics: new Set(['epoch_completed']) })

interface SocketIoViewDeps {
  stream_id: string
  jobs: Pick<StreamJobs, 'find'>
  /** Finished epochs of all jobs. */
  history: EventStream['history']
}

/** The codec of Socket.IO: each finished epoch as `training_update`, in JSON. Replays read finished epochs alone. */
export function createSocketIoView ({ stream_id, jobs, history }: SocketIoViewDeps): View {
  const cursor = (id: number): string[] => [JSON.stringify({ id: formatCursor(stream_id, id) })]

  function messagesOf (stored: StoredEvent): Message[] {
    const update = trainingUpdate(stream_id, stored, job_id => jobs.find(job_id)?.network_id ?? job_id)
    return update === null
      ? []
      : [{ topic: 'epoch_completed', key: null, text: JSON.stringify(update), carries_cursor: true, ref: null }]
  }

  return {
    name: 'socket.io',
    frame: text => Buffer.from(text),
    encode: messagesOf,
    replay: messagesOf,
    replayComplete: cursor,
    bookmark: cursor,
    history
  }
}

/**
 * A finished epoch; null for any other event. Accuracy is null where nothing was measured; counts are left out where
 * nothing was counted.
 */
function trainingUpdate (
  stream_id: string, { id, job_id, event }: StoredEvent,
  networkOf: (job_id: string) => string
): TrainingUpdate | null {
  if (event.type !== 'epoch_completed') return null
  const { epoch, max_epoch, accuracy, elapsed_seconds, correct, total } = event
  return {
    job_id, network_id: networkOf(job_id), epoch, total_epochs: max_epoch, accuracy, elapsed_time: elapsed_seconds,
    progress: max_epoch === 0 ? 0 : Math.min(100, Math.round((epoch / max_epoch) * 10_000) / 100),
    ...(correct === undefined ? {} : { correct }),
    ...(total === undefined ? {} : { total }),
    id: formatCursor(stream_id, id)
  }
}
