import { useEffect, useState } from 'react'
import { useLive, useLiveClient } from '../live/use-live.ts'
import type { Connection } from '../live/state.ts'
import { Dot } from '../ui/dot.tsx'
import type { Tone } from '../ui/dot.tsx'
import { clockTime } from '../ui/format.ts'
import styles from './shell.module.css'

/** Whether the page hears from the server, and how; pressing it tries again at once. */
export function ConnectionChip () {
  const connection = useLive(({ connection }) => connection)
  const as_of = useLive(({ as_of }) => connection.phase === 'live' ? null : as_of)
  const { tryNow } = useLiveClient()
  const seconds = useSecondsUntil(connection.phase === 'waiting' ? connection.retry_at : null)
  const { tone, words } = describe(connection, seconds)
  return (
    <button
      className={`${styles.chip} ${tone === 'bad' ? styles.trouble : ''}`} type='button' onClick={tryNow}
      aria-live='polite' title={hint(connection)}
    >
      <Dot tone={tone} />
      {words}
      {as_of !== null && <span className='dim'>shown as of {clockTime(as_of)}</span>}
    </button>
  )
}

function describe (connection: Connection, seconds: number): { tone: Tone, words: string } {
  switch (connection.phase) {
    case 'connecting': return { tone: 'warn', words: 'connecting' }
    case 'catching_up': return { tone: 'warn', words: `catching up ${connection.missed}` }
    case 'live': return { tone: 'ok', words: connection.over === 'polling' ? 'polling' : 'live' }
    case 'waiting': return { tone: 'bad', words: `reconnecting in ${seconds} s – try now` }
  }
}

function hint (connection: Connection): string {
  switch (connection.phase) {
    case 'waiting': return connection.reason
    case 'live': return connection.over === 'polling'
      ? 'No stream comes through; the server is asked every 3 s'
      : `Connected by ${connection.over}`
    default: return ''
  }
}

function useSecondsUntil (moment: number | null): number {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    if (moment === null) return
    const timer = setInterval(() => { setNow(Date.now()) }, 1000)
    setNow(Date.now())
    return () => { clearInterval(timer) }
  }, [moment])
  return moment === null ? 0 : Math.max(0, Math.ceil((moment - now) / 1000))
}
