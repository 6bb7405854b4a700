import type { LogLine } from '../../../core/contract/history.ts'
import { fullTime } from '../../ui/format.ts'
import { foldReturns, markMatches, parseAnsi } from './ansi.ts'
import { addressOf } from './use-linked-line.ts'
import styles from './log.module.css'

interface LineProps {
  line: LogLine
  search: string
  /** Why it stands out: the address names it, or a search has gone to it. */
  mark: 'linked' | 'current' | null
  onLink: (seq: number) => void
}

/** One line of the log: when, how bad, and its text. Its time is a link to it. */
export const Line = ({
  line: { seq, timestamp, level, message, truncated_bytes }, search, mark, onLink
}: LineProps) => (
  <div
    id={`line-${seq}`}
    aria-current={mark === null ? undefined : true}
    className={`${styles.line} ${styles[level] ?? ''} ${mark === null ? '' : styles[mark]}`}
  >
    <a
      href={addressOf(seq)}
      title={fullTime(Date.parse(timestamp))}
      aria-label={`Link to line ${seq}`}
      onClick={event => {
        if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return
        event.preventDefault()
        onLink(seq)
      }}
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
