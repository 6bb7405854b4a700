import type { ReactNode } from 'react'
import { Button } from '../../ui/button.tsx'
import { Time } from '../../ui/time.tsx'
import styles from './system.module.css'

interface Asked { isFetching: boolean, error: Error | null, data?: unknown, refetch: () => unknown }

interface PartHeadProps {
  title: string
  children?: ReactNode
  /** When it was measured. */
  at: string | null
  queries: readonly Asked[]
}

/** The heading of a part that is measured when it is asked for: when that was, and a button that asks anew. */
export function PartHead ({ title, children, at, queries }: PartHeadProps) {
  const is_asked = queries.some(({ isFetching }) => isFetching)
  // What is shown stays; it is not as new as was asked for.
  const failed = queries.find(({ error, data }) => error !== null && data !== undefined)?.error
  return (
    <>
      <div className={styles.head}>
        <h2>{title}</h2>
        {children}
        <div className={styles.right}>
          {at !== null && <span><span className='wide'>measured </span><Time at={at} /></span>}
          {queries.some(({ data }) => data !== undefined) && (
            <Button
              aria-label={`Look again: ${title}`} busy={is_asked}
              onClick={() => { for (const query of queries) query.refetch() }}
            >{is_asked ? 'Looking …' : 'Look again'}
            </Button>
          )}
        </div>
      </div>
      {failed != null && <p className={styles.failed} role='alert'>Could not look again: {failed.message}</p>}
    </>
  )
}
