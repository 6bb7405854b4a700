import { useEffect, useState } from 'react'
import { useIsLive } from '../live/use-live.ts'
import { Button } from '../ui/button.tsx'
import { Empty } from '../ui/empty.tsx'

/** A page whose script could not be loaded: it is loaded as soon as the server answers, or by hand where it does. */
export function PartMissing () {
  const isLive = useIsLive()
  const [wasLive] = useState(isLive)
  useEffect(() => {
    if (isLive && !wasLive) location.reload()
  }, [isLive, wasLive])
  return (
    <Empty title={wasLive ? 'This page is from an earlier version' : 'The server does not answer'} tone='bad'>
      <p>{wasLive ? 'The server has another version of it.' : 'The page is loaded as soon as it does.'}</p>
      <Button onClick={() => { location.reload() }}>Load it now</Button>
    </Empty>
  )
}
