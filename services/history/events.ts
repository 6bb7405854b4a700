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

/** Kept events of a job, from either end. Errors: invalid_request for a type that is not kept. */
export async function listEvents (
  rows: EventRows, stream_id: string, job: HistoryJob,
  { since_seq = 0, before_seq, newest_first, types, limit }: EventQuery
): Promise<EventList> {
  const wanted = types === undefined ? null : namesIn(types)
  for (const type of wanted ?? []) if (!(keptTypes as string[]).includes(type)) throw unknown(type)
  const { job_id, job_number } = job
  const range = { job_number, types: wanted, after_seq: since_seq, before_seq, newest_first }
  const list: EventList = { events: [], next_since_seq: null, next_before_seq: null, last_seq: job.last_seq }
  let [bytes, last] = [0, since_seq]
  for await (const { id, seq, line, event } of rows.scan(range)) {
    if (list.events.length >= limit || bytes > REPLY_BYTES) {
      list[newest_first ? 'next_before_seq' : 'next_since_seq'] = last
      break
    }
    list.events.push(eventMessage(event(), { id: formatCursor(stream_id, id), job_id }))
    list.last_seq = Math.max(list.last_seq, seq) // more may have arrived since
    bytes += line.length
    last = seq
  }
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
