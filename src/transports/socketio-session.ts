import type { TrainingUpdate } from '../../core/contract/job-views.ts'
import type { SocketStatus } from '../../core/contract/socket.ts'
import { readCursor, formatCursor } from '../../core/domain/stream/cursor.ts'
import type { EventStream, StoredEvent } from '../../services/stream/event-stream.ts'
import type { StreamJobs } from '../../services/jobs/stream-jobs.ts'
import type { Log } from './channel.ts'
import { trainingUpdate } from './training-update.ts'

/** Finished epochs out of history. */
export interface Epochs {
  /** The newest of a job; null before the first. */
  last: (job_number: number) => Promise<StoredEvent | null>
  /** Those of all jobs after an event, oldest first, at most `limit`. */
  after: (id: number, limit: number) => Promise<StoredEvent[]>
}

/** One Socket.IO client. */
export interface Listener {
  client_id: string
  connected_at: number
  emit: (update: TrainingUpdate) => void
  /** Updates it has not taken yet. */
  backlog: () => number
  gone: () => boolean
}

interface Member { listener: Listener, last_sent_id: number, waiting: Array<{ id: number, update: TrainingUpdate }> | null, sent: number, dropped: number }

export interface EpochBroadcaster {
  /** Tells a listener what it came for: all epochs after a cursor, else the last one of what is being trained; then each as it is done. */
  join: (listener: Listener, since: unknown) => () => void
  status: () => SocketStatus['clients']
  close: () => void
}

interface EpochBroadcasterDeps { stream: Pick<EventStream, 'stream_id' | 'snapshot' | 'subscribe'>, jobs: StreamJobs, epochs: Epochs, log: Log }

const page_epochs = 200
const most_backlog = 1000

/** Tells every Socket.IO client of every epoch. One that has a thousand before it is told no more until it has taken them. */
export function createEpochBroadcaster ({ stream, jobs, epochs, log }: EpochBroadcasterDeps): EpochBroadcaster {
  const members = new Set<Member>()
  const networkOf = (job_id: string): string => jobs.find(job_id)?.network_id ?? job_id
  const { stop } = stream.subscribe(batch => {
    if (members.size === 0) return
    for (const published of batch) {
      const update = trainingUpdate(stream.stream_id, published, networkOf)
      if (update !== null) for (const member of members) deliver(member, published.id, update)
    }
  })

  function deliver (member: Member, id: number, update: TrainingUpdate): void {
    if (member.waiting !== null) member.waiting.push({ id, update })
    else send(member, id, update)
  }

  function send (member: Member, id: number, update: TrainingUpdate): void {
    if (id <= member.last_sent_id) return
    member.last_sent_id = id
    if (member.listener.backlog() >= most_backlog) member.dropped++
    else {
      member.sent++
      member.listener.emit(update)
    }
  }

  function sendStored (member: Member, stored: StoredEvent | null): void {
    const update = stored === null ? null : trainingUpdate(stream.stream_id, stored, networkOf)
    if (stored !== null && update !== null) send(member, stored.id, update)
  }

  async function sendAfter (member: Member, after_id: number): Promise<void> {
    for (let id = after_id; !member.listener.gone();) {
      const page = await epochs.after(id, page_epochs)
      for (const stored of page) sendStored(member, stored)
      if (page.length < page_epochs) return
      id = page.at(-1)?.id ?? id
    }
  }

  async function sendLast (member: Member): Promise<void> {
    for (const { state } of jobs.active()) if (state.progress.epoch > 0) sendStored(member, await epochs.last(state.job_number ?? 0))
  }

  async function greet (member: Member, since: unknown): Promise<void> {
    const after_id = typeof since === 'string' ? readCursor(since, stream.stream_id, stream.snapshot().last_id) : null
    try {
      if (after_id === null) await sendLast(member)
      else await sendAfter(member, after_id)
    } catch (error) {
      log.error({ err: error, client_id: member.listener.client_id }, 'History could not be read for a Socket.IO client')
    }
    const waiting = member.waiting ?? []
    member.waiting = null
    for (const { id, update } of waiting) send(member, id, update)
  }

  return {
    join (listener, since) {
      const member: Member = { listener, last_sent_id: 0, waiting: [], sent: 0, dropped: 0 }
      members.add(member)
      void greet(member, since)
      return () => { members.delete(member) }
    },
    status: () => [...members].map(({ listener, last_sent_id: last_sent_id, waiting, sent, dropped }) => ({
      client_id: listener.client_id,
      view: 'socket.io',
      path: '/socket.io/',
      job_id: null,
      connected_at: new Date(listener.connected_at).toISOString(),
      subscriptions: ['epoch_completed' as const],
      lag_events: waiting?.length ?? listener.backlog(),
      buffered_bytes: 0,
      sent_messages: sent,
      coalesced_messages: 0,
      dropped_messages: dropped,
      last_event_id: formatCursor(stream.stream_id, last_sent_id)
    })),
    close: stop
  }
}
