import type { CSSProperties, ReactNode } from 'react'
import type { JobLanes } from './use-lanes.ts'
import styles from './load.module.css'

interface LaneRoomProps { work: JobLanes, across?: 'two' | '', children: ReactNode }

/** The charts of a card, with as much room above each as the lanes and marks of its jobs need. */
export function LaneRoom ({ work: { lanes, marks }, across = '', children }: LaneRoomProps) {
  const rows = lanes.length === 0 ? 0 : 1 + Math.max(...lanes.map(({ row }) => row))
  return (
    <div
      className={`${styles.charts} ${across === '' ? '' : styles[across]}`}
      style={{ '--rows': rows, '--mark-rows': marks.length === 0 ? 0 : 1 } as CSSProperties}
    >{children}
    </div>
  )
}
