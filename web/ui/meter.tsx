import type { CSSProperties, ReactNode } from 'react'
import { Unknown } from './time.tsx'
import styles from './meter.module.css'

interface MeterProps {
  label: string
  /** Share of the whole, 0 to 1; null: not known. */
  share: number | null
  text: string
  hot?: boolean
  why?: string
  /** What stands behind the figure. */
  children?: ReactNode
}

const width = (share: number): string => `${Math.min(1, Math.max(0, share)) * 100}%`

/** A share of a whole, with its figure. */
export const Meter = ({ label, share, text, hot = false, why = 'Not measured', children }: MeterProps) => (
  <div className={`${styles.meter} ${hot ? styles.hot : ''}`}>
    <span>{label}</span>
    {share === null
      ? <><i className={styles.bar} /><b><Unknown why={why} /></b></>
      : (
        <>
          <i className={styles.bar} style={{ '--share': width(share) } as CSSProperties} />
          {children === undefined
            ? <b>{text}</b>
            : <b className={styles.wraps}><span>{text},</span> <small>{children}</small></b>}
        </>
        )}
  </div>
)
