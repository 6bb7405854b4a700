import { useEffect, useLayoutEffect, useRef } from 'react'
import { useVirtualizer } from '@tanstack/react-virtual'
import type { LogLine } from '../../../core/contract/history.ts'
import { Line } from './log-line.tsx'
import { placeOf } from './log-places.ts'
import { lastSeq, rowsAbove } from './log-window.ts'
import type { AskedPage, LogWindow } from './log-window.ts'
import styles from './log.module.css'

const ROW = 20
/** More is loaded when so many lines are left to scroll to. */
const NEAR = 200

interface LogLinesProps {
  window: LogWindow
  search: string
  /** seq of the line that the address names. */
  linked: number | null
  onLink: (seq: number) => void
  /** seq of the match that is gone to. */
  current: number | null
  follow: boolean
  onFollow: (follow: boolean) => void
  more: (asked: AskedPage) => Promise<void>
}

/** The loaded lines; those that can be seen are in the document. */
export function LogLines ({ window, search, linked, onLink, current, follow, onFollow, more }: LogLinesProps) {
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
  const show = (seq: number | null): void => {
    if (seq === null || follow || lines.length === 0) return
    const at = placeOf(window, seq)
    const { startIndex, endIndex } = rows.range ?? { startIndex: -1, endIndex: -1 }
    if (at <= startIndex || at >= endIndex) rows.scrollToIndex(at, { align: 'center' })
  }
  useEffect(() => { show(linked) }, [linked])
  useEffect(() => { show(current) }, [current])
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
                <Line
                  line={line}
                  search={search}
                  mark={line.seq === current ? 'current' : line.seq === linked ? 'linked' : null}
                  onLink={onLink}
                />
              </div>
              )
        })}
      </div>
    </div>
  )
}
