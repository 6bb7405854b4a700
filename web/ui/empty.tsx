import type { ReactNode } from 'react'
import styles from './empty.module.css'

interface EmptyProps { title: string, tone?: 'plain' | 'bad', children?: ReactNode }

/** What stands where there is nothing to show: why, and what to do. */
export const Empty = ({ title, tone = 'plain', children }: EmptyProps) => (
  <div className={styles.empty} role={tone === 'bad' ? 'alert' : undefined}>
    <h2 className={tone === 'bad' ? styles.bad : ''}>{title}</h2>
    {children}
  </div>
)
