import { Readable } from 'node:stream'
import type { LogFilter, LogLine, LogList, LogQuery } from '../../core/contract/history.ts'
import type { JournalEventOf } from '../../core/contract/journal.ts'
import { logLevels } from '../../core/contract/values.ts'
import { lineOfWarning } from '../../core/domain/job/line-of-warning.ts'
import { textSearch } from '../../core/domain/job/text-search.ts'
import type { EventRow, EventRows } from '../store/event-rows.ts'
import { refuse } from '../../core/domain/query-params.ts'
import { REPLY_BYTES } from './events.ts'
import type { HistoryJob } from './history-job.ts'

/** Lines of the log, the newest last. Errors: invalid_request when asked for both directions at once. */
export async function listLogs (
  rows: EventRows, job: HistoryJob,
  { limit, before_seq, since_seq, ...filter }: LogQuery
): Promise<LogList> {
  if (before_seq !== undefined && since_seq !== undefined) {
    throw refuse('since_seq', 'cannot be given together with "before_seq"')
  }
  const newest_first = since_seq === undefined
  const scan = rows.scan({
    job_number: job.job_number, types: typesOf(filter), after_seq: since_seq, before_seq, newest_first
  })
  const { logs, next_seq } = await collect(scan, createLineReader(filter), limit)
  if (newest_first) logs.reverse()
  const last_seq = Math.max(job.last_seq, logs.at(-1)?.seq ?? 0) // more may have arrived since
  return {
    logs, next_before_seq: newest_first ? next_seq : null, next_since_seq: newest_first ? null : next_seq, last_seq
  }
}

/** The first lines that fit, and the seq to go on from when there are more. */
async function collect (
  scan: AsyncIterable<EventRow>, lineOf: ReturnType<typeof createLineReader>, limit: number
): Promise<{ logs: LogLine[], next_seq: number | null }> {
  const logs: LogLine[] = []
  let bytes = 0
  for await (const row of scan) {
    const line = lineOf(row)
    if (line === null) continue
    if (logs.length >= limit || bytes > REPLY_BYTES) return { logs, next_seq: logs.at(-1)?.seq ?? null }
    logs.push(line)
    bytes += row.line.length
  }
  return { logs, next_seq: null }
}

/** The log as text, read while it is sent; a gap is a comment line in its place. */
export function streamLogs (rows: EventRows, { job_number }: HistoryJob, filter: LogFilter): Readable {
  const lineOf = createLineReader(filter)
  async function * texts (): AsyncGenerator<string> {
    for await (const row of rows.scan({ job_number, types: [...typesOf(filter), 'gap'] })) {
      const event = row.type === 'gap' ? row.event() : null
      const line = event === null ? lineOf(row) : null
      if (line !== null) yield lineText(line)
      else if (event?.type === 'gap') yield gapText(event)
    }
  }
  return Readable.from(texts(), { objectMode: false, highWaterMark: 65_536 })
}

const typesOf = ({ warnings }: LogFilter): string[] => warnings ? ['log', 'warning'] : ['log']

/** Makes the filter: a row gives its log line, or null when that does not match. */
function createLineReader ({ search, level, source }: LogFilter): (row: EventRow) => LogLine | null {
  const found = search === undefined ? () => true : textSearch(search)
  // A row that lacks the search, escaped as it would be there, need not be parsed.
  const written = search === undefined ? () => true : textSearch(JSON.stringify(search).slice(1, -1))
  const mildest = level === undefined ? 0 : logLevels.indexOf(level)
  return row => {
    if (!written(row.line)) return null
    const line = lineOfRow(row)
    if (line === null || (source !== undefined && line.source !== source)) return null
    return logLevels.indexOf(line.level) >= mildest && found(line.message) ? line : null
  }
}

function lineOfRow (row: EventRow): LogLine | null {
  const event = row.event()
  if (event.type === 'warning') return lineOfWarning(event)
  return event.type === 'log' ? toLogLine(event) : null
}

function toLogLine ({ seq, timestamp, level, source, message, truncated_bytes }: JournalEventOf<'log'>): LogLine {
  return { seq, timestamp, level, source, message, ...(truncated_bytes === undefined ? {} : { truncated_bytes }) }
}

const lineText = ({ timestamp, level, message }: LogLine): string =>
  `${timestamp} ${level.toUpperCase().padEnd(8)} ${message}\n`

function gapText ({ timestamp, reason, dropped }: JournalEventOf<'gap'>): string {
  const missing = Object.entries(dropped).map(([kind, number]) => `${number} ${kind}`).join(', ')
  return `${timestamp} # missing here (${reason}): ${missing}\n`
}
