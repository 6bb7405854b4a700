import type { CSSProperties, ReactNode } from 'react'
import { share } from './plot.ts'
import { markWords, readingTime } from './words.ts'
import type { Mark, MarkKind } from './lanes.ts'
import type { TimeSpan } from './readings.ts'
import type { JobLanes } from './use-lanes.ts'
import styles from './load.module.css'

/** When each job was at work, above the plot. */
export const LaneRows = ({ work: { lanes, jobs }, span }: { work: JobLanes, span: TimeSpan }) => lanes.map(lane => {
  const [left, right] = [share(lane.from, span), share(lane.to, span)]
  const name = jobs.get(lane.job_number)?.name ?? `Job ${lane.job_number}`
  return (
    <b
      key={`${lane.job_number} ${lane.from}`} className={styles.lane} title={name} dir='auto' aria-hidden='true'
      style={{ left: `${left * 100}%`, width: `${(right - left) * 100}%`, '--row': lane.row } as CSSProperties}
    >{right - left > 0.08 ? name : ''}
    </b>
  )
})

interface MarksProps { marks: readonly Mark[], span: TimeSpan }

/** What the jobs wrote and when they ended. */
export const Marks = ({ marks, span }: MarksProps) => marks.map(({ kind, job_number, at }) => (
  <i
    key={`${job_number} ${kind} ${at}`} className={styles.markPlace} title={`${markWords[kind]}, ${readingTime(at)}`}
    style={{ left: `${share(at, span) * 100}%` }}
  ><i className={`${styles.mark} ${styles[kind]}`} />
  </i>
))

/** What the marks mean, of those that are shown; and what else is drawn. */
export function MarkLegend ({ marks, children }: { marks: readonly Mark[], children?: ReactNode }) {
  const kinds = [...new Set(marks.map(({ kind }) => kind))].sort() satisfies MarkKind[]
  return (
    <ul className={styles.legend} aria-label='Marks'>
      {kinds.map(kind => <li key={kind}><i className={`${styles.mark} ${styles[kind]}`} />{markWords[kind]}</li>)}
      {children}
    </ul>
  )
}
