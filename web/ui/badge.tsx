import type { ReactNode } from 'react'
import { Dot } from './dot.tsx'
import type { Tone } from './dot.tsx'
import styles from './badge.module.css'

/** A status in a word. */
export const Badge = ({ tone, children }: { tone: Tone, children: ReactNode }) => (
  <span className={`${styles.badge} ${styles[tone]}`}><Dot tone={tone} />{children}</span>
)
