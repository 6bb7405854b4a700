import { deliveryClass } from '../../core/contract/events.ts'
import type { Clock, Timer } from '../../core/domain/clock.ts'
import type { Published } from '../../services/stream/event-stream.ts'

interface Slot { sent_at: number, pending: Published | null, timer: Timer | null }

export interface ProgressThrottle {
  /** Lets `published` through now, or, if it is progress that came too soon, later or never. */
  push: (published: Published) => void
  /** Forgets what is pending. */
  stop: () => void
}

/**
 * At most one progress event a job and type in `interval_ms`: the first at once, the newest of the rest when the time
 * is up. What is pending goes before any lossless event of its job, so no client sees an end at 99 %; the last progress
 * is always sent.
 */
export function createProgressThrottle ({
  clock, interval_ms, emit
}: {
  clock: Clock
  interval_ms: number
  emit: (published: Published) => void
}): ProgressThrottle {
  const jobs = new Map<string, Map<string, Slot>>()

  function pass (slot: Slot, published: Published): void {
    slot.timer?.cancel()
    Object.assign(slot, { sent_at: clock.mono(), pending: null, timer: null })
    emit(published)
  }

  function hold (slot: Slot, published: Published): void {
    slot.pending = published
    slot.timer ??= clock.after(interval_ms - (clock.mono() - slot.sent_at), () => {
      if (slot.pending !== null) pass(slot, slot.pending)
    })
  }

  function progress (published: Published): void {
    const { job_id, event } = published
    const slots = jobs.get(job_id) ?? new Map<string, Slot>()
    jobs.set(job_id, slots)
    const slot = slots.get(event.type)
    if (slot === undefined) {
      slots.set(event.type, { sent_at: clock.mono(), pending: null, timer: null })
      emit(published)
    } else if (slot.pending === null && clock.mono() - slot.sent_at >= interval_ms) pass(slot, published)
    else hold(slot, published)
  }

  const held = (job_id: string): Slot[] =>
    [...(jobs.get(job_id)?.values() ?? [])]
      .filter(slot => slot.pending !== null)
      .sort((a, b) => (a.pending?.event.seq ?? 0) - (b.pending?.event.seq ?? 0))

  function push (published: Published): void {
    const { job_id, event, state } = published
    const delivery = deliveryClass[event.type]
    for (const slot of held(job_id)) {
      if (slot.pending === null) continue
      if (delivery === 'lossless') pass(slot, slot.pending)
      // Nothing else hurries progress along, but the state that goes with it must not be older than what passed it by.
      else slot.pending = { ...slot.pending, state }
    }
    if (delivery === 'coalesced') {
      progress(published)
      return
    }
    if (event.type === 'training_status' && event.exit !== null) jobs.delete(job_id)
    emit(published)
  }

  return {
    push,
    stop () {
      for (const slots of jobs.values()) for (const slot of slots.values()) slot.timer?.cancel()
      jobs.clear()
    }
  }
}
