import { memo } from 'react'
import { Link } from 'wouter'
import { lineStyle } from '../../charts/line-style.ts'
import { valueAt } from '../../charts/panel.tsx'
import type { DrawnSeries } from '../../charts/series-lines.ts'
import { Swatch } from '../../charts/swatch.tsx'
import type { JobDetails } from '../../jobs/job-details.ts'
import { Unknown } from '../../ui/time.tsx'
import { significant } from '../../ui/format.ts'
import styles from './compare.module.css'

interface LegendProps {
  jobs: readonly JobDetails[]
  drawn: readonly DrawnSeries[]
  /** Place of the bucket under the cursor; null: the newest. */
  cursor: number | null
  /** Where that is, in words. */
  where: string
  /** Whether the job at a place has the metric, as far as it is known. */
  hasMetric: (place: number) => boolean
  onFront: (job_id: string | null) => void
}

/** The job of each line, with its value under the cursor. Pointed at or focused, its line comes to the front. */
export const Legend = memo(({ jobs, drawn, cursor, where, hasMetric, onFront }: LegendProps) => (
  <div className={styles.legend}>
    <p className={styles.where}>{where}</p>
    <ul aria-label='Lines'>
      {jobs.map(({ job_id, job_slug, name }, place) => {
        const line = drawn.find(({ series }) => series.job_id === job_id)
        const value = line === undefined ? null : valueAt(line.series.mean, cursor)
        return (
          <li key={job_id}>
            <Link
              href={`/jobs/${job_slug}`} title={name}
              onMouseEnter={() => { onFront(job_id) }} onMouseLeave={() => { onFront(null) }}
              onFocus={() => { onFront(job_id) }} onBlur={() => { onFront(null) }}
            >
              <Swatch {...lineStyle(place)} /><span className='cut' dir='auto'>{name}</span>
              {line === undefined && !hasMetric(place)
                ? <span className='dim'>no such metric</span>
                : <b>{value === null ? <Unknown why='No value up to here' /> : significant(value)}</b>}
            </Link>
          </li>
        )
      })}
    </ul>
  </div>
))
