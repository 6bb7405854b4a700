import type { LogLine } from '../../contract/history.ts'

/** A warning, which is an event of its own, as a line of the log. */
export const lineOfWarning = (
  { seq, timestamp, message }: Pick<LogLine, 'seq' | 'timestamp' | 'message'>
): LogLine => ({ seq, timestamp, level: 'warning', source: 'runner', message })
