import { keptTypes } from '../../core/contract/history.ts'
import type { EventList, EventQuery } from '../../core/contract/history.ts'
import { formatCursor } from '../../core/domain/stream/cursor.ts'
import { eventMessage } from '../../core/domain/stream/event-message.ts'
import { didYouMean } from '../../core/domain/schema/did-you-mean.ts'
import type { EventRows } from '../store/event-rows.ts'
import { namesIn, refuse } from '../../core/domain/query-params.ts'
import type { HistoryJob } from './history-job.ts'

/** A reply ends before its limit when it gets longer than this. */
export const REPLY_BYTES = 4 * 1024 * 1024

/** Kept events of a job, oldest first. Errors: invalid_request for a type that is not kept. */
export async function listEvents (
  rows: EventRows, stream_id: string, job: HistoryJob, { since_seq = 0, types, limit }: EventQuery
): Promise<EventList> {
  const wanted = types === undefined ? null : namesIn(types)
  for (const type of wanted ?? []) if (!(keptTypes as string[]).includes(type)) throw unknown(type)
  const list: EventList = { events: [], next_since_seq: null, last_seq: job.last_seq }
  let [bytes, newest] = [0, since_seq]
  for await (const { id, seq, line, event } of rows.scan({
    job_number: job.job_number, types: wanted, after_seq: since_seq
  })) {
    if (list.events.length >= limit || bytes > REPLY_BYTES) {
      list.next_since_seq = newest
      break
    }
    list.events.push(eventMessage(event(), { id: formatCursor(stream_id, id), job_id: job.job_id }))
    bytes += line.length
    newest = seq
  }
  if (list.events.length > 0) list.last_seq = Math.max(list.last_seq, newest) // more may have arrived since
  return since_seq <= list.last_seq
    ? list
    : { ...list, gap: { reason: 'journal_torn', from: `seq ${list.last_seq + 1}`, to: `seq ${since_seq}` } }
}

function unknown (type: string) {
  const meant = didYouMean(type, keptTypes)
  return refuse(
    'types',
    `names "${type.slice(0, 60)}", which is no stored event type; ` +
      (meant === null ? `the types are ${keptTypes.join(', ')}` : `did you mean "${meant}"?`)
  )
}
