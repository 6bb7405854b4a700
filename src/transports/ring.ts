/** One message in the form that every client of a view is sent. */
export interface Entry {
  position: number
  /** Of a kept message, its event's number in the store; else the number of the last kept one before it. */
  id: number
  kept: boolean
  topic: string
  job_id: string | null
  key: string | null
  ref: string | null
  carries_cursor: boolean
  last?: true
  frame: Buffer
  /** A newer message of its key has come. */
  superseded: boolean
}
export type Draft = Omit<Entry, 'position' | 'superseded'>

export interface RingLimits {
  /** Most kept messages. */
  frames: number
  /** Most bytes of all messages. */
  bytes: number
}

/** The newest messages of a view, ordered by position and by id. An evicted message is in the store, if it was kept. */
export interface Ring {
  append: (draft: Draft) => void
  /** The position after the newest message. */
  end: () => number
  /** The id of the newest message. */
  last_id: () => number
  /** Every kept message with a greater id is here. */
  evicted_id: () => number
  /** Visits the entries after `position` and `id`, oldest first, until `visit` returns false. */
  scan: (position: number, id: number, visit: (entry: Entry) => boolean) => void
  /**
   * The newest messages of their keys from `position` on, oldest first, that a reader of history up to `id` finds
   * neither there nor by `scan`.
   */
  passedOver: (position: number, id: number) => Entry[]
  size: () => { entries: number, kept: number, bytes: number }
}

const nothing = Buffer.alloc(0)
const most_superseded = 4096
/** Newest messages of their keys that are remembered after they were evicted. */
const most_passed = 64

/** Makes an empty ring for the events after `start_id`. */
export function createRing ({ limits, start_id }: { limits: RingLimits, start_id: number }): Ring {
  let entries: Entry[] = []
  let head = 0
  let end = 0
  let last_id = start_id
  let evicted_id = start_id
  let kept = 0
  let bytes = 0
  let superseded = 0
  /** By key, in the order of their positions; the oldest ones may be evicted already. */
  const newest = new Map<string, Entry>()
  let passed = 0
  const isHeld = (entry: Entry): boolean => entry.position >= (entries[head]?.position ?? end)

  function append (draft: Draft): void {
    last_id = Math.max(last_id, draft.id)
    const entry: Entry = { ...draft, id: last_id, position: end++, superseded: false }
    if (entry.key !== null) supersede(entry.key, entry)
    entries.push(entry)
    bytes += entry.frame.length
    if (entry.kept) kept++
    while (kept > limits.frames || bytes > limits.bytes) evict()
    if (superseded > most_superseded) forgetSuperseded()
    if (head > 1024 && head > entries.length / 2) {
      entries = entries.slice(head)
      head = 0
    }
  }

  function supersede (key: string, entry: Entry): void {
    const older = newest.get(key)
    if (older !== undefined) {
      newest.delete(key)
      if (isHeld(older)) {
        older.superseded = true
        superseded++
        bytes -= older.frame.length
        older.frame = nothing
      } else {
        passed--
      }
    }
    newest.set(key, entry)
  }

  function evict (): void {
    const entry = entries[head]
    if (entry === undefined) return
    head++
    bytes -= entry.frame.length
    if (entry.kept) {
      kept--
      evicted_id = entry.id
    }
    if (entry.superseded) superseded--
    else if (entry.key !== null) passed++
    for (const oldest of newest.keys()) {
      if (passed <= most_passed) break
      newest.delete(oldest)
      passed--
    }
  }

  // Hours of progress must not push out what is kept. A client that far behind only loses the count of what was
  // replaced.
  function forgetSuperseded (): void {
    entries = entries.slice(head).filter(entry => !entry.superseded)
    head = 0
    superseded = 0
  }

  /** The first index whose entry is not before `least`, by binary search. */
  function firstIndex (field: 'position' | 'id', least: number): number {
    let low = head
    let high = entries.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (entries[middle]![field] < least) low = middle + 1 // low <= middle < high <= length
      else high = middle
    }
    return low
  }

  function scan (position: number, id: number, visit: (entry: Entry) => boolean): void {
    for (
      let index = Math.max(firstIndex('position', position), firstIndex('id', id));
      index < entries.length;
      index++
    ) {
      const entry = entries[index]! // index < length
      if (entry.kept && entry.id <= id) continue
      if (!visit(entry)) return
    }
  }

  const passedOver = (position: number, id: number): Entry[] => [...newest.values()].filter(entry =>
    entry.position >= position && (entry.id < id || (entry.id === id && !isHeld(entry))))

  return {
    append,
    passedOver,
    end: () => end,
    last_id: () => last_id,
    evicted_id: () => evicted_id,
    scan,
    size: () => ({ entries: entries.length - head, kept, bytes })
  }
}
