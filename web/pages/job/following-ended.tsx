import { Button } from '../../ui/button.tsx'
import { count } from '../../ui/format.ts'
import { linesAfter } from './log-places.ts'
import type { LogWindow } from './log-window.ts'
import styles from './log.module.css'

interface FollowingEndedProps {
  window: LogWindow | null
  /** seq of the newest line when following ended; null: it has not. */
  ended_at: number | null
  onFollow: () => void
}

/** Says that the newest lines are no longer kept in view, and how many came since. */
export function FollowingEnded ({ window, ended_at, onFollow }: FollowingEndedProps) {
  if (window === null || ended_at === null) return null
  const { count: lines, more } = linesAfter(window, ended_at)
  const words = lines === 0 && more ? 'there may be new lines' : linesInWords(lines, more)
  return (
    <p className={styles.ended}>
      <span><span role='status'>Following ended</span>; {words}</span>
      <Button onClick={onFollow}>To the newest line</Button>
    </p>
  )
}

const linesInWords = (lines: number, more: boolean): string =>
  lines === 0 ? 'no new line' : `${more ? 'at least ' : ''}${count(lines)} new ${lines === 1 ? 'line' : 'lines'}`
