import type { KeptEvent, LogLine, LogList } from '../../../core/contract/history.ts'

/** A warning, which is an event of its own, as a line of the log. */
export const lineOfWarning = ({
  seq,
  timestamp,
  message
}: Pick<KeptEvent, 'seq' | 'timestamp'> & { message?: unknown }): LogLine => ({
  seq,
  timestamp,
  level: 'warning',
  source: 'runner',
  message: String(message ?? '')
})

export interface AskedPage {
  before_seq?: number
  since_seq?: number
}

/** A page of the log with the warnings that belong between its lines. */
export function withWarnings (page: LogList, asked: AskedPage, warnings: readonly LogLine[]): LogList {
  const from = asked.since_seq ?? (page.next_before_seq === null ? -1 : (page.logs[0]?.seq ?? 0) - 1)
  const to = asked.before_seq ?? (page.next_since_seq === null ? Infinity : (page.logs.at(-1)?.seq ?? 0) + 1)
  const between = warnings.filter(({ seq }) => seq > from && seq < to)
  return { ...page, logs: [...page.logs, ...between].sort((a, b) => a.seq - b.seq) }
}
