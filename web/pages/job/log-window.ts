import type { LogLine, LogList } from '../../../core/contract/history.ts'

/** The lines that are loaded, in one piece, of a log that may be much longer. */
export interface LogWindow {
  lines: readonly LogLine[]
  /** Where older lines are asked for; null: the first line is loaded. */
  before_seq: number | null
  /** Where newer lines are asked for; null: the newest line is loaded, and what is heard is appended. */
  since_seq: number | null
}

/** Which page of a log is asked for. */
export interface AskedPage {
  before_seq?: number
  since_seq?: number
}

/** How many lines are kept; the far end is let go of and loaded when it is scrolled to. */
export const MOST_LINES = 20_000

export const windowOf = ({ logs, next_before_seq, next_since_seq }: LogList): LogWindow =>
  ({ lines: logs, before_seq: next_before_seq, since_seq: next_since_seq })

/** With a page of older lines before. */
export function withOlder (window: LogWindow, { logs, next_before_seq }: LogList, most = MOST_LINES): LogWindow {
  const first = window.lines[0]?.seq ?? Infinity
  const all = [...logs.filter(({ seq }) => seq < first), ...window.lines]
  const lines = all.slice(0, most)
  return {
    lines, before_seq: next_before_seq, since_seq: lines.length < all.length ? lastSeq(lines) : window.since_seq
  }
}

/** With a page of newer lines after. `heard`: seq of the newest line that the stream has brought. */
export function withNewer (window: LogWindow, page: LogList, heard = 0, most = MOST_LINES): LogWindow {
  const appended = withHeard(window, page.logs, most)
  const isBehind = heard > page.last_seq
  return { ...appended, since_seq: page.next_since_seq ?? (isBehind ? page.last_seq : null) }
}

/** With lines of the stream after; those that are there already are left out. */
export function withHeard (window: LogWindow, heard: readonly LogLine[], most = MOST_LINES): LogWindow {
  const last = lastSeq(window.lines)
  const newer = heard.filter(({ seq }) => seq > last)
  if (newer.length === 0) return window
  const all = [...window.lines, ...newer]
  const lines = all.slice(-most)
  return { ...window, lines, before_seq: lines.length < all.length ? lines[0]?.seq ?? null : window.before_seq }
}

export const lastSeq = (lines: readonly LogLine[]): number => lines.at(-1)?.seq ?? 0

export const levels = ['debug', 'info', 'warning', 'error', 'critical'] as const
export type Level = LogLine['level']

/** Whether a line of the stream belongs to what is filtered for, as the server filters. */
export const isWanted = ({ level, message }: LogLine, least: Level | '', search: string): boolean =>
  (least === '' || levels.indexOf(level) >= levels.indexOf(least)) &&
  message.toLowerCase().includes(search.toLowerCase())

/** How many more rows stand above a line than before; less than 0: so many were let go of. */
export function rowsAbove (before: readonly LogLine[], after: readonly LogLine[]): number {
  const [was, is] = [before[0]?.seq, after[0]?.seq]
  if (was === undefined || is === undefined || was === is) return 0
  const from = (lines: readonly LogLine[], seq: number): number =>
    Math.max(0, lines.findIndex(line => line.seq === seq))
  return is < was ? from(after, was) : -from(before, is)
}
