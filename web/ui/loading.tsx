import { useEffect, useState } from 'react'
import styles from './loading.module.css'

const SHOWN_AFTER_MS = 300

/** Says what is being loaded, once it takes long enough to be noticed. */
export function Loading ({ what }: { what: string }) {
  const [shown, setShown] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => { setShown(true) }, SHOWN_AFTER_MS)
    return () => { clearTimeout(timer) }
  }, [])
  const words = `Loading ${what.charAt(0).toLowerCase()}${what.slice(1)} …`
  return <p className={styles.loading} role='status'>{shown ? words : ''}</p>
}
