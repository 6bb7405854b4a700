/** Which bytes are wanted, both ends included; `whole`: all of them; `none`: there is nothing there. */
export type WantedBytes = { start: number, end: number } | 'whole' | 'none'

/**
 * The bytes a Range header asks for of a file of so many bytes. What cannot be read, other units and several ranges at
 * once are passed over, as RFC 9110 (14.2) allows: then the whole file is the answer.
 */
export function wantedBytes (range: string | undefined, bytes: number): WantedBytes {
  const [, first = '', last = ''] = /^bytes=[ \t]*(\d*)-(\d*)[ \t]*$/i.exec(range ?? '') ?? []
  if (first === '') return last === '' ? 'whole' : lastBytes(Number(last), bytes)
  const start = Number(first)
  const end = last === '' ? bytes - 1 : Math.min(Number(last), bytes - 1)
  if (last !== '' && Number(last) < start) return 'whole'
  return start >= bytes ? 'none' : { start, end }
}

const lastBytes = (count: number, bytes: number): WantedBytes =>
  count === 0 || bytes === 0 ? 'none' : { start: Math.max(0, bytes - count), end: bytes - 1 }

/**
 * Whether a Range still means the version it was begun on. A date never does: versions are named by entity tags alone.
 */
export const rangeHolds = (if_range: string | undefined, etag: string): boolean =>
  if_range === undefined || if_range.trim() === etag
