import type { Mark, MarkKind } from './lanes.ts'

/** What a mark stands for. */
export const markWords: Readonly<Record<MarkKind, string>> = {
  sample: 'sample', backup: 'backup', model: 'model saved', end: 'job ended'
}

const time = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit' })

/** `03:12:40` */
export const readingTime = (at: number): string => time.format(at)

/** What was done about a moment, for instance ` · backup, sample`. */
export function marksNear (marks: readonly Mark[], at: number, interval_ms: number): string {
  const near = marks.filter(mark => Math.abs(mark.at - at) <= interval_ms)
  const words = [...new Set(near.map(({ kind }) => markWords[kind]))]
  return words.length === 0 ? '' : ` · ${words.join(', ')}`
}
