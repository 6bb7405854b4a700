import type { TrainingUpdate } from '../../core/contract/job-views.ts'
import type { JournalEventOf } from '../../core/contract/journal.ts'
import { formatCursor } from '../../core/domain/stream/cursor.ts'
import type { StoredEvent } from '../../services/stream/event-stream.ts'

/** A finished epoch as Socket.IO clients receive it; null for any other event. Accuracy is null where nothing was measured; counts are left out where nothing was counted. */
export function trainingUpdate (stream_id: string, { id, job_id, event }: StoredEvent, networkOf: (job_id: string) => string): TrainingUpdate | null {
  return event.type === 'epoch_completed' ? update(event, { job_id, network_id: networkOf(job_id), id: formatCursor(stream_id, id) }) : null
}

function update (event: JournalEventOf<'epoch_completed'>, { job_id, network_id, id }: Pick<TrainingUpdate, 'job_id' | 'network_id' | 'id'>): TrainingUpdate {
  const { epoch, max_epoch, accuracy, elapsed_seconds, correct, total } = event
  return {
    job_id,
    network_id,
    epoch,
    total_epochs: max_epoch,
    accuracy,
    elapsed_time: elapsed_seconds,
    progress: max_epoch === 0 ? 0 : Math.min(100, Math.round(epoch / max_epoch * 10_000) / 100),
    ...(correct === undefined ? {} : { correct }),
    ...(total === undefined ? {} : { total }),
    id
  }
}
