import { useCallback, useEffect, useState } from 'react'
import { lineOfHash } from './log-places.ts'

/** The line that the address names, also when that changes; and what makes the address name another one. */
export function useLinkedLine (): [linked: number | null, link: (seq: number) => void] {
  const [linked, setLinked] = useState(() => lineOfHash(location.hash))
  useEffect(() => {
    const listener = (): void => { setLinked(lineOfHash(location.hash)) }
    const events = ['hashchange', 'popstate'] as const
    for (const event of events) window.addEventListener(event, listener)
    return () => {
      for (const event of events) window.removeEventListener(event, listener)
    }
  }, [])
  const link = useCallback((seq: number) => {
    // Followed by the browser, the link would scroll the page.
    history.pushState(history.state, '', addressOf(seq))
    setLinked(seq)
  }, [])
  return [linked, link]
}

/** Address of a line on this page. */
export const addressOf = (seq: number): string => `${location.pathname}${location.search}#line-${seq}`
