import { deliveryClass } from '../../core/contract/events.ts'
import type { EventType } from '../../core/contract/events.ts'
import type { Clock, Timer } from '../../core/domain/clock.ts'
import type { Published } from '../../services/stream/event-stream.ts'

/** What is sent: an event, or the state of its job. */
export type Part = 'event' | 'state'

export interface ProgressThrottle {
  /**
   * Emits what `published` says: a lossless event at once, progress and state now or later, or never. Returns whether
   * progress or a state was emitted.
   */
  push: (published: Published) => boolean
  /** Forgets what is pending. */
  stop: () => void
}

interface ProgressThrottleDeps {
  clock: Clock
  interval_ms: number
  /** The events after which the state is sent. */
  states_after?: ReadonlySet<EventType>
  /**
   * `has_skipped`: the job has made steps that no message had. Messages of the event then carry their result, because a
   * reader assumes that it has everything from before the event. Returns whether there was a message.
   */
  emit: (published: Published, part: Part, has_skipped: boolean) => boolean
  /** What `act` emits because its time has come is to leave together. */
  together?: (act: () => void) => void
}

/** Something was sent less than an interval ago; `pending` is sent when the interval is over. */
interface Slot { sent_at: number, pending: Published | null }

/** `skipped`: steps since the last message that carried them all. */
interface Job { slots: Map<string, Slot>, skipped: number }

/**
 * Sends at most one progress event a type and one state of a job in `interval_ms`: the first at once, the newest of the
 * rest when the time is up. Nothing makes it send more: a lossless event that overtakes progress carries it instead.
 */
export function createProgressThrottle ({
  clock, interval_ms, states_after = new Set(), emit, together = act => { act() }
}: ProgressThrottleDeps): ProgressThrottle {
  const jobs = new Map<string, Job>()
  let timer: Timer | null = null

  function emitPart (job: Job, published: Published, part: Part): void {
    // A single step needs no help: its own message has it.
    const least = part === 'event' && published.event.type === 'training_progress' ? 1 : 0
    if (emit(published, part, job.skipped > least)) job.skipped = 0
  }

  function send (job: Job, kind: string, published: Published, now: number): void {
    if (interval_ms > 0) job.slots.set(kind, { sent_at: now, pending: null })
    emitPart(job, published, kind === 'state' ? 'state' : 'event')
  }

  /** Whether it was sent now. */
  function limit (job: Job, kind: string, published: Published, now: number): boolean {
    const slot = job.slots.get(kind)
    if (slot === undefined) send(job, kind, published, now)
    else {
      slot.pending = published
      if (kind === 'training_progress') job.skipped++
    }
    return slot === undefined
  }

  function endIntervals (now: number): void {
    for (const [job_id, job] of jobs) {
      for (const [kind, { sent_at, pending }] of [...job.slots]) {
        if (now - sent_at < interval_ms) continue
        if (pending === null) job.slots.delete(kind)
        else send(job, kind, pending, now)
      }
      if (job.slots.size === 0) jobs.delete(job_id)
    }
  }

  /** One timer serves all slots; no slot is older than the one it is set for. */
  function setTimer (): void {
    if (timer !== null || jobs.size === 0) return
    const oldest = Math.min(...[...jobs.values()].flatMap(({ slots }) => [...slots.values()].map(slot => slot.sent_at)))
    timer = clock.after(Math.max(0, oldest + interval_ms - clock.mono()), () => {
      timer = null
      const now = clock.mono()
      together(() => { endIntervals(now) })
      setTimer()
    })
  }

  return {
    push (published) {
      const { job_id, event, state } = published
      const now = clock.mono()
      const job = jobs.get(job_id) ?? { slots: new Map<string, Slot>(), skipped: 0 }
      // The state that goes with pending progress must not be older than what overtakes it.
      for (const slot of job.slots.values()) if (slot.pending !== null) slot.pending = { ...slot.pending, state }
      const sampling = job.slots.get('sample_progress')
      if (sampling !== undefined && endsSampling(event)) sampling.pending = null
      let isSent = false
      if (deliveryClass[event.type] === 'coalesced') isSent = limit(job, event.type, published, now)
      else emitPart(job, published, 'event')
      if (states_after.has(event.type)) isSent = limit(job, 'state', published, now) || isSent
      if (job.slots.size > 0) jobs.set(job_id, job)
      setTimer()
      return isSent
    },
    stop () {
      timer?.cancel()
      timer = null
      jobs.clear()
    }
  }
}

/** What is left of the progress of a sample would be read as that of the next one. */
const endsSampling = (event: Published['event']): boolean =>
  event.type === 'sample_generated' || (event.type === 'training_status' && event.exit !== null)
