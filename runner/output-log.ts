import type { Limits } from '../core/contract/journal.ts'
import type { LogLevel } from '../core/contract/values.ts'
import type { Clock } from '../core/domain/clock.ts'
import { timestampNow } from '../core/domain/clock.ts'
import { cleanLine, readLine } from '../core/domain/job/log-line.ts'
import type { Draft } from '../core/domain/job/translate.ts'
import { createLineSplitter } from '../core/formats/line-splitter.ts'
import type { RawLog } from './raw-log.ts'

type Source = 'stdout' | 'stderr'

/** What a trainer prints: raw to a file, line by line to the journal, within limits. */
export interface OutputLog {
  push: (source: Source, chunk: Buffer) => void
  /** Hands out unfinished lines and reports what was dropped. */
  end: () => void
  /** The last lines of stderr, oldest first. */
  stderrTail: () => string[]
}

interface OutputLogDeps {
  raw: RawLog
  limits: Pick<Limits, 'log_lines_per_second' | 'log_quota_bytes' | 'line_bytes'>
  clock: Clock
  append: (draft: Draft) => void
}

type Dropping = { reason: 'log_rate' | 'log_quota', lines: number, from: string, to: string }

const MESSAGE_CHARACTERS = 262_144
const TAIL_LINES = 60
const TAIL_CHARACTERS = 4000
const SECOND_MS = 1000
const REDRAW_MS = 2000
const GAP_WINDOW_MS = 10_000

/**
 * Reads a trainer's output. Warnings and errors are always kept; what else is over the limits is counted in a `gap`.
 */
export function createOutputLog ({ raw, limits, clock, append }: OutputLogDeps): OutputLog {
  const tail: string[] = []
  let secondMono = clock.mono()
  let linesInSecond = 0
  let quotaUsed = 0
  let dropping: Dropping | null = null
  let droppingMono = 0

  function drop (reason: Dropping['reason']): void {
    const now = timestampNow(clock)
    if (dropping !== null && dropping.reason !== reason) reportDropped()
    if (dropping === null) {
      dropping = { reason, lines: 0, from: now, to: now }
      droppingMono = clock.mono()
    }
    dropping.lines += 1
    dropping.to = now
  }

  function reportDropped (): void {
    if (dropping === null) return
    append({
      type: 'gap', reason: dropping.reason, dropped: { log: dropping.lines }, from: dropping.from, to: dropping.to
    })
    dropping = null
  }

  /** The limit that a line is over, or null. */
  function over (level: LogLevel, size: number): Dropping['reason'] | null {
    const mono = clock.mono()
    if (mono - secondMono >= SECOND_MS) {
      secondMono = mono
      linesInSecond = 0
    }
    linesInSecond += 1
    if (level === 'warning' || level === 'error' || level === 'critical') return null
    if (quotaUsed + size > limits.log_quota_bytes) return 'log_quota'
    return linesInSecond > limits.log_lines_per_second ? 'log_rate' : null
  }

  function reader (source: Source): (line: Buffer, cut_bytes: number, redrawn: boolean) => void {
    let in_traceback = false
    let redrawMono = -Infinity
    return (line, cut_bytes, redrawn) => {
      const message = cleanLine(line.toString('utf8')).slice(0, MESSAGE_CHARACTERS)
      if (message.trim() === '') return
      const reading = readLine(message, in_traceback)
      in_traceback = reading.in_traceback
      if (source === 'stderr' && !reading.redraw) {
        tail.push(message.slice(0, TAIL_CHARACTERS))
        if (tail.length > TAIL_LINES) tail.shift()
      }
      if (redrawn && reading.redraw) { // the next redraw repeats it: nothing is lost
        if (clock.mono() - redrawMono < REDRAW_MS) return
        redrawMono = clock.mono()
      }
      const reason = over(reading.level, line.length)
      if (reason !== null) { drop(reason); return }
      quotaUsed += line.length
      append({
        type: 'log', level: reading.level, message, source,
        ...(cut_bytes > 0 ? { truncated_bytes: cut_bytes } : {})
      })
    }
  }

  const limit = Math.min(limits.line_bytes, MESSAGE_CHARACTERS)
  const splitters = {
    stdout: createLineSplitter({ limit, redraws: true, onLine: reader('stdout') }),
    stderr: createLineSplitter({ limit, redraws: true, onLine: reader('stderr') })
  }
  const gaps = clock.every(SECOND_MS, () => { if (clock.mono() - droppingMono >= GAP_WINDOW_MS) reportDropped() })

  return {
    push (source, chunk) {
      raw.write(chunk)
      splitters[source].push(chunk)
      if (clock.mono() - droppingMono >= GAP_WINDOW_MS) reportDropped()
    },
    end () {
      gaps.cancel()
      splitters.stdout.end()
      splitters.stderr.end()
      reportDropped()
      raw.close()
    },
    stderrTail: () => [...tail]
  }
}
