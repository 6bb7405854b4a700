import type { TrainingUpdate } from '../../core/contract/job-views.ts'
import type { SocketStatus } from '../../core/contract/socket.ts'
import { readCursor, formatCursor } from '../../core/domain/stream/cursor.ts'
import type { EventStream, StoredEvent } from '../../services/stream/event-stream.ts'
import type { WatchedJobs } from '../../services/jobs/watched-jobs.ts'
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

interface Member { listener: Listener, told_id: number, waiting: Array<{ id: number, update: TrainingUpdate }> | null, sent: number, dropped: number }

export interface EpochHall {
  /** Tells a listener what it came for: all epochs after a cursor, else the last one of what is being trained; then each as it is done. */
  join: (listener: Listener, since: unknown) => () => void
  status: () => SocketStatus['clients']
  close: () => void
}

interface Deps { stream: Pick<EventStream, 'epoch' | 'snapshot' | 'subscribe'>, jobs: WatchedJobs, epochs: Epochs, log: Log }

const page_epochs = 200
const most_backlog = 1000

/** Tells every Socket.IO client of every epoch. One that has a thousand before it is told no more until it has taken them. */
export function createEpochHall ({ stream, jobs, epochs, log }: Deps): EpochHall {
  const members = new Set<Member>()
  const networkOf = (job_id: string): string => jobs.find(job_id)?.network_id ?? job_id
  const { stop } = stream.subscribe(batch => {
    if (members.size === 0) return
    for (const published of batch) {
      const update = trainingUpdate(stream.epoch, published, networkOf)
      if (update !== null) for (const member of members) tell(member, published.id, update)
    }
  })

  function tell (member: Member, id: number, update: TrainingUpdate): void {
    if (member.waiting !== null) member.waiting.push({ id, update })
    else send(member, id, update)
  }

  function send (member: Member, id: number, update: TrainingUpdate): void {
    if (id <= member.told_id) return
    member.told_id = id
    if (member.listener.backlog() >= most_backlog) member.dropped++
    else {
      member.sent++
      member.listener.emit(update)
    }
  }

  function tellStored (member: Member, stored: StoredEvent | null): void {
    const update = stored === null ? null : trainingUpdate(stream.epoch, stored, networkOf)
    if (stored !== null && update !== null) send(member, stored.id, update)
  }

  async function tellAfter (member: Member, after_id: number): Promise<void> {
    for (let id = after_id; !member.listener.gone();) {
      const page = await epochs.after(id, page_epochs)
      for (const stored of page) tellStored(member, stored)
      if (page.length < page_epochs) return
      id = page.at(-1)?.id ?? id
    }
  }

  async function tellLast (member: Member): Promise<void> {
    for (const { state } of jobs.active()) if (state.progress.epoch > 0) tellStored(member, await epochs.last(state.job_number ?? 0))
  }

  async function greet (member: Member, since: unknown): Promise<void> {
    const after_id = typeof since === 'string' ? readCursor(since, stream.epoch, stream.snapshot().last_id) : null
    try {
      if (after_id === null) await tellLast(member)
      else await tellAfter(member, after_id)
    } catch (error) {
      log.error({ err: error, client_id: member.listener.client_id }, 'History could not be read for a Socket.IO client')
    }
    const waiting = member.waiting ?? []
    member.waiting = null
    for (const { id, update } of waiting) send(member, id, update)
  }

  return {
    join (listener, since) {
      const member: Member = { listener, told_id: 0, waiting: [], sent: 0, dropped: 0 }
      members.add(member)
      void greet(member, since)
      return () => { members.delete(member) }
    },
    status: () => [...members].map(({ listener, told_id, waiting, sent, dropped }) => ({
      client_id: listener.client_id,
      view: 's4',
      path: '/socket.io/',
      job_id: null,
      connected_at: new Date(listener.connected_at).toISOString(),
      subscriptions: ['epoch_completed' as const],
      lag_events: waiting?.length ?? listener.backlog(),
      buffered_bytes: 0,
      sent_messages: sent,
      coalesced_messages: 0,
      dropped_messages: dropped,
      last_event_id: formatCursor(stream.epoch, told_id)
    })),
    close: stop
  }
}
