import type { Page } from './channel.ts'
import type { Entry } from './ring.ts'
import { accepts } from './view.ts'
import type { Filter } from './view.ts'

/** What a client is written of a page of history, and its cursor afterwards. */
export interface PageFrames {
  frames: Buffer[]
  bytes: number
  /** How many of them are replayed messages; the others are coalesced ones. */
  replayed: number
  id: number
  /** Last id the client can read in them; null when it reads none. */
  last_sent_id: number | null
  /** After the coalesced messages that were taken; null when none was. */
  position: number | null
  /** The connection is closed after them. */
  last: boolean
}

interface Choice {
  filter: Filter
  /** Events after it are the ring's. */
  until_id: number
  batch_bytes: number
  /**
   * Coalesced messages that are in no history, by position: each stands behind the event it followed. Without them the
   * client would show an older state until the next one.
   */
  passed_over: readonly Entry[]
}

/** The messages of a page up to `until_id` that the filter accepts, at most a batch; `id`: the cursor before. */
export function pageFrames (
  { events, through_id }: Page, id: number, { filter, until_id, batch_bytes, passed_over }: Choice
): PageFrames {
  const chosen: PageFrames = { frames: [], bytes: 0, replayed: 0, id, last_sent_id: null, position: null, last: false }
  const add = (frame: Buffer): void => {
    chosen.frames.push(frame)
    chosen.bytes += frame.length
  }

  let next = 0
  function addPassedOver (before_id: number): void {
    for (; next < passed_over.length && passed_over[next]!.id < before_id; next++) { // next < length
      const message = passed_over[next]! // the same
      chosen.position = message.position + 1
      if (accepts(filter, message)) add(message.frame)
    }
  }

  for (const event of events) {
    if (event.id > until_id) break
    if (chosen.bytes >= batch_bytes) return chosen
    addPassedOver(event.id)
    for (const message of event.messages.filter(one => accepts(filter, one))) {
      add(message.frame)
      chosen.replayed++
      if (message.carries_cursor) chosen.last_sent_id = event.id
      chosen.last = message.last === true
    }
    chosen.id = event.id
    if (chosen.last) return chosen
  }
  chosen.id = Math.max(chosen.id, Math.min(until_id, through_id))
  addPassedOver(chosen.id + 1)
  return chosen
}
