import type { BridgeLine } from '../core/contract/bridge.ts'
import type { Clock } from '../core/domain/clock.ts'
import type { Draft } from '../core/domain/job/translate.ts'
import { warningDraft } from '../core/domain/job/translate.ts'
import { createLineSplitter } from '../core/formats/line-splitter.ts'
import type { Decoded } from './bridge-lines.ts'

/** The reader of file descriptor 3. */
export interface BridgeReader {
  push: (chunk: Buffer) => void
  /** Reads the last unfinished line and reports what was refused since the last report. */
  end: () => void
}

interface BridgeReaderDeps {
  line_bytes: number
  decode: (bytes: Buffer, cut_bytes: number) => Decoded
  clock: Clock
  append: (draft: Draft) => void
  onLine: (line: BridgeLine) => void
}

const REPORT_EVERY_MS = 60_000

/**
 * Reads the trainer's lines. A line that cannot be used becomes a warning: the first at once, then one a minute with
 * the count.
 */
export function createBridgeReader ({ line_bytes, decode, clock, append, onLine }: BridgeReaderDeps): BridgeReader {
  const refused = new Map<string, { count: number, reported_ms: number, last: { reason: string, head: string } }>()

  function report (code: string): void {
    const entry = refused.get(code)
    if (entry === undefined || entry.count === 0) return
    const { reason, head } = entry.last
    const lines = entry.count === 1 ? 'A line' : `${entry.count} lines`
    append(
      warningDraft(code, `${lines} of the trainer could not be used: ${reason}`, { count: entry.count, reason, head })
    )
    entry.count = 0
    entry.reported_ms = clock.mono()
  }

  function refuse (code: string, reason: string, head: string): void {
    const entry = refused.get(code) ?? { count: 0, reported_ms: -Infinity, last: { reason, head } }
    refused.set(code, entry)
    entry.count += 1
    entry.last = { reason, head }
    if (clock.mono() - entry.reported_ms >= REPORT_EVERY_MS) report(code)
  }

  const lines = createLineSplitter({
    limit: line_bytes,
    onLine (bytes, cut_bytes) {
      const decoded = decode(bytes, cut_bytes)
      if ('line' in decoded) onLine(decoded.line)
      else refuse(decoded.code, decoded.reason, decoded.head)
    }
  })

  return {
    push: lines.push,
    end () {
      lines.end()
      for (const code of refused.keys()) report(code)
    }
  }
}
