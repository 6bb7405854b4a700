import type { ReactNode } from 'react'
import { Dot } from './dot.tsx'
import type { Tone } from './dot.tsx'
import styles from './notice.module.css'

interface NoticeProps { tone: Exclude<Tone, 'plain'>, act?: ReactNode, children: ReactNode }

/** Something that holds until it is over: trouble, a warning, good news. */
export const Notice = ({ tone, act, children }: NoticeProps) => (
  <div className={`${styles.notice} ${styles[tone]}`} role='status'>
    <Dot tone={tone} />
    <div className={styles.text}>{children}</div>
    {act}
  </div>
)
