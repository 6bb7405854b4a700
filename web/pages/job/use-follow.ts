import { useState } from 'react'
import { lastSeq } from './log-window.ts'
import type { LogWindow } from './log-window.ts'

interface Followed { window: LogWindow | null, toNewest: () => void }

/** Whether the newest lines are kept in view, and since which line they no longer are. */
export function useFollow ({ window, toNewest }: Followed, first: boolean) {
  const [follow, setFollowed] = useState(first)
  const [ended_at, setEnded] = useState<number | null>(null)
  const setFollow = (next: boolean): void => {
    if (next === follow) return
    setFollowed(next)
    setEnded(next || window === null ? null : lastSeq(window.lines))
    if (next && window?.since_seq !== null) toNewest()
  }
  return { follow, setFollow, ended_at }
}
