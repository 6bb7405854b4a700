import { useEffect, useState } from 'react'
import { useLive } from '../live/use-live.ts'
import { Button } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import { isStalePage, onStalePage } from './stale-page.ts'

/** Says that the server has a newer page than this one. It is looked for when a server that started anew is met. */
export function StalePageNotice () {
  const started_at = useLive(({ server }) => server?.started_at ?? null)
  const [first, setFirst] = useState<string | null>(null)
  const [isStale, setStale] = useState(false)
  useEffect(() => onStalePage(() => { setStale(true) }), [])
  useEffect(() => {
    if (started_at === null) return
    if (first === null) setFirst(started_at)
    // A server that is gone again is asked after its next start.
    else if (first !== started_at) isStalePage(document.baseURI).then(setStale, () => undefined)
  }, [started_at, first])
  if (!isStale) return null
  return (
    <Notice tone='warn' act={<Button onClick={() => { location.reload() }}>Reload</Button>}>
      The server has a newer version of this page. Nothing that is typed into a form is kept.
    </Notice>
  )
}
