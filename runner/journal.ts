import { deliveryClass } from '../core/contract/events.ts'
import type { Limits, SegmentHeader, Unwritten } from '../core/contract/journal.ts'
import { PROTOCOL_VERSION } from '../core/contract/values.ts'
import type { Clock, Timer } from '../core/domain/clock.ts'
import { timestampNow } from '../core/domain/clock.ts'
import type { Draft } from '../core/domain/job/translate.ts'
import { stamp, warningDraft } from '../core/domain/job/translate.ts'
import { errorCode } from '../core/domain/file-error.ts'
import type { Disk } from './disk.ts'
import { journalLines } from './journal-lines.ts'
import { createReserve } from './reserve.ts'
import { createSegments } from './segments.ts'

/** Where the journal ends: last seq, its segment, and that segment's size in bytes. */
export interface Tail { seq: number, segment: number, offset: number }

export interface Journal {
  /** Queues an event; nothing is on disk before `commit`. What comes after the end of the attempt is dropped. */
  append: (draft: Draft) => void
  /** Writes what is queued in one go, durably if one of them must not be lost. Never throws: see `trouble`. */
  commit: () => void
  tail: () => Tail
  /** The disk's error name while events wait in memory for it, else null. */
  trouble: () => string | null
  /** What to show of the events in memory, while the disk takes none; else null. */
  unwritten: () => Unwritten | null
  /** Calls back once, as soon as everything kept in memory is on disk. */
  whenWritten: (act: () => void) => void
  /** Queues the counts of what was dropped and not yet reported. */
  reportGaps: () => void
  close: () => void
}

export interface JournalStart {
  segment: number
  offset: number
  torn: boolean
  bytes: number
  next_seq: number
  elapsed_ms: number
}

interface JournalDeps {
  disk: Disk
  folder: string
  job: { job_id: string, job_number: number, attempt: number }
  limits: Pick<Limits, 'segment_bytes' | 'journal_bytes'>
  start: JournalStart
  clock: Clock
  /** New lines can be read; `urgent` if one of them must not be lost. */
  onCommit: (tail: Tail, urgent: boolean) => void
}

interface Item { draft: Draft, timestamp: string, elapsed_ms: number }
interface Loss { dropped: Record<string, number>, from: string, to: string }

const RETRY_MS = 2000
const SYNC_MS = 1000
const GAP_EVERY_MS = 60_000
const KEPT_ITEMS = 4000

/** Once this is on disk the job may begin its next attempt, which counts on from it: nothing may follow. */
const endsAttempt = ({ draft }: Pick<Item, 'draft'>): boolean =>
  draft.type === 'training_status' && draft.exit !== null

/** The items with a count of what was dropped, which comes last, but before the end of the attempt. */
function withGap (items: Item[], gap: Item): Item[] {
  const end = items.findIndex(endsAttempt)
  return items.toSpliced(end === -1 ? items.length : end, 0, gap)
}

/** The writer of an attempt's journal: numbers events, makes them durable, and outlives a full disk. */
export function createJournal ({ disk, folder, job, limits, start, clock, onCommit }: JournalDeps): Journal {
  const segments = createSegments({ disk, folder, segment_bytes: limits.segment_bytes, start, header: headerLine })
  const reserve = createReserve(disk, folder)
  const beganMono = clock.mono() - start.elapsed_ms
  let seq = start.next_seq - 1
  let bytes = start.bytes
  let queue: Item[] = []
  let full: Loss | null = null
  let fullReportedMono = -Infinity
  let stuck: { code: string, kept: Item[], loss: Loss } | null = null
  let syncTimer: Timer | null = null
  let sealed = false
  const onWritten: Array<() => void> = []
  reserve.acquire()

  function headerLine (segment: number, first_seq: number): string {
    const header: SegmentHeader = {
      v: PROTOCOL_VERSION, type: 'segment', job_id: job.job_id, attempt: job.attempt, segment, first_seq
    }
    return journalLines.encode(header) + '\n'
  }

  const timestamp = (): string => timestampNow(clock)

  function item (draft: Draft): Item {
    return { draft, timestamp: timestamp(), elapsed_ms: Math.max(0, Math.round(clock.mono() - beganMono)) }
  }

  const lossless = ({ draft }: Item): boolean => deliveryClass[draft.type] === 'lossless'

  function count (loss: Loss | null, entry: Item): Loss {
    const sum = loss ?? { dropped: {}, from: entry.timestamp, to: entry.timestamp }
    sum.dropped[entry.draft.type] = (sum.dropped[entry.draft.type] ?? 0) + 1
    sum.to = entry.timestamp
    return sum
  }

  /** True while the attempt's journal has room for it: logs are dropped first, metrics next, lossless events never. */
  function fits (entry: Item): boolean {
    const kind = deliveryClass[entry.draft.type]
    if (kind === 'lossless') return true
    return bytes < (kind === 'log' ? 0.9 : 1) * limits.journal_bytes
  }

  /** Writes items; those that did not reach the file come back. */
  function put (items: Item[]): { rest: Item[], code: string | null } {
    const lines = items.map(({ draft, ...when }, at) =>
      journalLines.encode(stamp(draft, { v: PROTOCOL_VERSION, seq: seq + 1 + at, ...when }, job.job_number)) + '\n')
    const { whole, code } = segments.write(lines, seq + 1)
    seq += whole
    for (const line of lines.slice(0, whole)) bytes += Buffer.byteLength(line)
    if (whole > 0) harden(items.slice(0, whole).some(lossless))
    return { rest: items.slice(whole), code }
  }

  function harden (urgent: boolean): void {
    if (urgent) syncNow()
    else syncTimer ??= clock.after(SYNC_MS, syncNow)
    onCommit(tail(), urgent)
  }

  function syncNow (): void {
    syncTimer?.cancel()
    syncTimer = null
    try {
      segments.sync()
    } catch (error) {
      // After a failed sync it is unknown what a power cut would leave of the file: continue in a new one
      segments.abandon()
      const code = errorCode(error)
      const message = `The disk did not confirm the journal (${code}); it continues in a new file`
      append(warningDraft('journal_sync_failed', message, { code }))
      clock.after(0, commit)
    }
  }

  function append (draft: Draft): void {
    if (sealed) return
    queue.push(item(draft))
    sealed = endsAttempt({ draft })
  }

  /** Keeps what must not be lost, and the newest of what only the newest counts of; the rest is counted. */
  function endure (items: Item[]): void {
    if (stuck === null) return
    const { kept, loss } = stuck
    for (const entry of items) {
      const { type } = entry.draft
      if (deliveryClass[type] === 'coalesced') {
        const older = kept.findIndex(({ draft }) => draft.type === type)
        for (const replaced of older < 0 ? [] : kept.splice(older, 1)) count(loss, replaced)
        kept.push(entry)
      } else if (lossless(entry)) kept.push(entry)
      else count(loss, entry)
    }
    for (const entry of kept.splice(0, Math.max(0, kept.length - KEPT_ITEMS))) count(loss, entry)
    writeKept(false)
  }

  const noLoss = (): Loss => ({ dropped: {}, from: timestamp(), to: timestamp() })

  function getStuck (code: string, rest: Item[]): void {
    stuck = { code, kept: [], loss: noLoss() }
    if (code === 'ENOSPC' || code === 'EDQUOT') reserve.release()
    endure(rest)
    clock.after(RETRY_MS, recover)
  }

  function recover (): void {
    if (stuck === null) return
    writeKept(reserve.acquire())
    if (stuck !== null) clock.after(RETRY_MS, recover)
  }

  /** Writes what waits. `has_room`, and at the attempt's end in any case, also what was dropped, before that end. */
  function writeKept (has_room: boolean): void {
    if (stuck === null) return
    const { kept, loss: { dropped, from } } = stuck
    if (!has_room && !kept.some(endsAttempt)) {
      // What is left of the reserve is for the events that must not be lost.
      if (kept.some(lossless)) stuck.kept = put(kept).rest
      return
    }
    const gap = item({ type: 'gap', reason: 'disk_full', dropped, from, to: timestamp() })
    const { rest } = put(withGap(kept, gap))
    stuck.kept = rest.filter(entry => entry !== gap)
    if (!rest.includes(gap)) stuck.loss = noLoss()
    if (rest.length > 0) return
    stuck = null
    for (const act of onWritten.splice(0)) act()
    commit()
  }

  /** The items with the count of what the journal had no room for. */
  function withFull (items: Item[]): Item[] {
    if (full === null) return items
    const gap = item({ type: 'gap', reason: 'journal_full', dropped: full.dropped, from: full.from, to: full.to })
    full = null
    fullReportedMono = clock.mono()
    return withGap(items, gap)
  }

  function commit (): void {
    let items = queue.filter(fits)
    if (items.length < queue.length) {
      for (const entry of queue) if (!fits(entry)) full = count(full, entry)
    }
    queue = []
    if (items.some(endsAttempt) || clock.mono() - fullReportedMono >= GAP_EVERY_MS) items = withFull(items)
    if (items.length === 0) return
    if (stuck !== null) { endure(items); return }
    const { rest, code } = put(items)
    if (code !== null) getStuck(code, rest)
  }

  function tail (): Tail {
    return { seq, ...segments.at() }
  }

  return {
    append,
    commit,
    tail,
    trouble: () => stuck?.code ?? null,
    unwritten: () => stuck === null ? null : { seq, code: stuck.code, events: shown(stuck.kept) },
    whenWritten (act) { if (stuck === null) act(); else onWritten.push(act) },
    reportGaps () { queue = withFull(queue) },
    close () {
      commit()
      if (syncTimer !== null) syncNow()
      reserve.release()
      segments.close()
    }
  }
}

const isStatus = ({ draft }: Item): boolean => draft.type === 'training_status'
const MOST_TEXT = 2000

/** The newest status, and the progress; a status is long only by the texts of an exception. */
function shown (kept: Item[]): Unwritten['events'] {
  const status = kept.findLast(isStatus)
  return kept.filter(entry => entry === status || deliveryClass[entry.draft.type] === 'coalesced')
    .map(({ draft, ...when }) => {
      const event = draft.type === 'training_status'
        ? { ...draft, error: draft.error?.slice(0, MOST_TEXT) ?? null, traceback: null }
        : draft
      // as: neither has a field that only the journal knows
      return { v: PROTOCOL_VERSION, ...when, ...event } as Unwritten['events'][number]
    })
}
