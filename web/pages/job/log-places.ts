import { lastSeq } from './log-window.ts'
import type { LogWindow } from './log-window.ts'

/** The line that an address names by `#line-12`. */
export const lineOfHash = (hash: string): number | null => {
  const seq = /^#line-(\d{1,15})$/.exec(hash)?.[1]
  return seq === undefined ? null : Number(seq)
}

/** Whether a line, or the next one that the filter leaves, is loaded. */
export function holds ({ lines, before_seq, since_seq }: LogWindow, seq: number): boolean {
  const isAfterFirst = before_seq === null || seq >= (lines[0]?.seq ?? Infinity)
  return isAfterFirst && (since_seq === null || seq <= lastSeq(lines))
}

/** Index of a line, or of the next one that the filter leaves; otherwise of the last. */
export function placeOf ({ lines }: Pick<LogWindow, 'lines'>, seq: number): number {
  const at = lines.findIndex(line => line.seq >= seq)
  return at < 0 ? lines.length - 1 : at
}

/** How many loaded lines came after one, and whether there are more that are not loaded. */
export function linesAfter (
  { lines, before_seq, since_seq }: LogWindow, seq: number
): { count: number, more: boolean } {
  const count = lines.length - lines.findLastIndex(line => line.seq <= seq) - 1
  const isCutBefore = before_seq !== null && count === lines.length
  return { count, more: since_seq !== null || isCutBefore }
}

/** The match to go to from one; from none, the newest. The ends are joined once all matches are loaded. */
export function nextMatch (window: LogWindow, current: number | null, by: 1 | -1): number | null {
  const { lines, before_seq, since_seq } = window
  if (current === null) return lines.at(-1)?.seq ?? null
  const at = placeOf(window, current) + by
  const isWhole = before_seq === null && since_seq === null
  return (lines[at] ?? (isWhole ? lines.at(by === 1 ? 0 : -1) : lines.at(by === 1 ? -1 : 0)))?.seq ?? null
}

/** `Match 3 of 12`; `1,000 matches loaded` where there are more. */
export function matchWords (window: LogWindow, current: number | null, count: (value: number) => string): string {
  const { lines, before_seq, since_seq } = window
  const loaded = before_seq === null && since_seq === null ? '' : ' loaded'
  const all = count(lines.length)
  if (current === null) return `${all} ${lines.length === 1 ? 'match' : 'matches'}${loaded}`
  return `Match ${count(placeOf(window, current) + 1)} of ${all}${loaded}`
}
