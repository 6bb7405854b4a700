import { useEffect, useLayoutEffect, useRef } from 'react'
import { useVirtualizer } from '@tanstack/react-virtual'
import type { LogLine } from '../../../core/contract/history.ts'
import { fullTime } from '../../ui/format.ts'
import { foldReturns, markMatches, parseAnsi } from './ansi.ts'
import { lastSeq, rowsAbove } from './log-window.ts'
import type { LogWindow } from './log-window.ts'
import type { AskedPage } from './log-warnings.ts'
import styles from './log.module.css'

const ROW = 20
/** More is loaded when so many lines are left to scroll to. */
const NEAR = 200

interface LogLinesProps {
  window: LogWindow
  search: string
  /** seq of the line that the address names; NaN: none. */
  linked: number
  follow: boolean
  onFollow: (follow: boolean) => void
  more: (asked: AskedPage) => Promise<void>
}

/** The loaded lines; those that can be seen are in the document. */
export function LogLines ({ window, search, linked, follow, onFollow, more }: LogLinesProps) {
  const box = useRef<HTMLDivElement>(null)
  const before = useRef<readonly LogLine[]>([])
  const scrolled = useRef(0)
  const { lines, before_seq, since_seq } = window
  const rows = useVirtualizer({
    count: lines.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW,
    overscan: 20,
    getItemKey: index => lines[index]?.seq ?? index
  })
  const shown = rows.getVirtualItems()
  const [top, bottom] = [shown[0]?.index ?? 0, shown.at(-1)?.index ?? 0]

  // What is read stays where it is when lines come or go above it.
  useLayoutEffect(() => {
    const by = rowsAbove(before.current, lines)
    before.current = lines
    if (box.current !== null && by !== 0) box.current.scrollTop += by * ROW
  }, [lines])
  useLayoutEffect(() => {
    if (follow && since_seq === null) rows.scrollToIndex(lines.length - 1, { align: 'end' })
  }, [lines, follow, since_seq])
  useEffect(() => {
    const at = lines.findIndex(({ seq }) => seq >= linked)
    if (at >= 0) rows.scrollToIndex(at, { align: 'center' })
  }, [])
  useEffect(() => {
    if (top < NEAR && before_seq !== null && !follow) void more({ before_seq })
    else if (bottom > lines.length - NEAR && since_seq !== null) {
      void more({ since_seq: Math.max(since_seq, lastSeq(lines)) })
    }
  }, [top, bottom, window, follow])

  return (
    <div
      ref={box}
      className={styles.box}
      tabIndex={0}
      role='region'
      aria-label='Lines of the log'
      onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
        // However it was scrolled: by wheel, finger, key or by its bar.
        const isBack = scrollTop < scrolled.current && scrollHeight - scrollTop - clientHeight > 2 * ROW
        scrolled.current = scrollTop
        if (isBack) onFollow(false)
      }}
      onWheel={event => {
        if (event.deltaY < 0) onFollow(false)
      }}
      onTouchMove={() => {
        onFollow(false)
      }}
      onKeyDown={event => {
        if (['ArrowUp', 'PageUp', 'Home'].includes(event.key)) onFollow(false)
      }}
    >
      <div className={styles.all} style={{ height: rows.getTotalSize() }}>
        {shown.map(({ index, key, start }) => {
          const line = lines[index]
          return line === undefined
            ? null
            : (
              <div key={key} className={styles.at} style={{ transform: `translateY(${start}px)` }}>
                <Line line={line} search={search} isLinked={line.seq === linked} />
              </div>
              )
        })}
      </div>
    </div>
  )
}

const Line = ({
  line: { seq, timestamp, level, message, truncated_bytes },
  search,
  isLinked
}: {
  line: LogLine
  search: string
  isLinked: boolean
}) => (
  <div id={`line-${seq}`} className={`${styles.line} ${styles[level] ?? ''} ${isLinked ? styles.linked : ''}`}>
    <a
      href={`${location.pathname}#line-${seq}`}
      title={fullTime(Date.parse(timestamp))}
      aria-label={`Link to line ${seq}`}
    >
      {new Date(timestamp).toTimeString().slice(0, 8)}
    </a>
    <span className={styles.level}>{level}</span>
    <span dir='auto'>
      {markMatches(parseAnsi(foldReturns(message)), search).map(({ text, color, bold, dim, match }, at) => {
        const look = [color === null ? '' : styles[color], bold ? styles.bold : '', dim ? styles.dim : ''].join(' ')
        return match
          ? (
            <mark key={at} className={look}>
              {text}
            </mark>
            )
          : (
            <span key={at} className={look}>
              {text}
            </span>
            )
      })}
      {truncated_bytes !== undefined && <i> … {truncated_bytes} bytes were cut off</i>}
    </span>
  </div>
)
