import { useRef } from 'react'
import { useVirtualizer } from '@tanstack/react-virtual'
import { Link } from 'wouter'
import type { DiskUse } from '../../../../core/contract/disk-use.ts'
import { bytes, count } from '../../../ui/format.ts'
import { largestKind } from './kinds.ts'
import styles from './disk.module.css'

type JobUse = DiskUse['jobs'][number]

const ROW_PX = 44

/** What each job takes, the largest first. */
export function JobSizes ({ jobs }: { jobs: DiskUse['jobs'] }) {
  const box = useRef<HTMLDivElement>(null)
  const rows = useVirtualizer({
    count: jobs.length, getScrollElement: () => box.current, estimateSize: () => ROW_PX, overscan: 6,
    getItemKey: at => jobs[at]?.job_id ?? at
  })
  if (jobs.length === 0) return <p className={styles.nothing}>No job has files yet.</p>
  const largest = jobs[0]?.bytes ?? 0
  return (
    <section className={styles.part}>
      <div className={styles.line}>
        <h3>By job</h3><span className={styles.aside}>{count(jobs.length)}, the largest first</span>
      </div>
      <div ref={box} className={styles.jobs} tabIndex={0} role='region' aria-label='What each job takes'>
        <ul style={{ height: `${rows.getTotalSize()}px` }}>
          {rows.getVirtualItems().map(({ index, key, start }) => {
            const job = jobs[index]
            return job !== undefined && (
              <li
                key={key} aria-setsize={jobs.length} aria-posinset={index + 1}
                style={{ transform: `translateY(${start}px)` }}
              >
                <JobSize job={job} share={largest === 0 ? 0 : job.bytes / largest} />
              </li>
            )
          })}
        </ul>
      </div>
    </section>
  )
}

function JobSize ({ job, share }: { job: JobUse, share: number }) {
  const largest = largestKind(job.kinds)
  const name = job.name ?? (job.job_number === null ? job.job_id : `Job ${job.job_number}`)
  return (
    <>
      <span className={styles.name}>
        {job.deleted || job.job_number === null
          ? <b dir='auto' className='cut' title={name}>{name}</b>
          : <Link dir='auto' className='link cut' title={name} href={`/jobs/${job.job_number}/models`}>{name}</Link>}
        <small className='cut'>{whatItIs(job)}{largest !== null && `${largest.label} ${bytes(largest.bytes)}`}</small>
      </span>
      <i className={styles.meter}><i style={{ width: `${share * 100}%` }} /></i>
      <b className={styles.size} title={job.complete ? undefined : 'Files came or went while they were counted'}>
        {job.complete ? '' : '≈ '}{bytes(job.bytes)}
      </b>
    </>
  )
}

function whatItIs ({ job_number, deleted }: JobUse): string {
  if (deleted) return 'deleted, files kept · '
  return job_number === null ? 'of no known job · ' : ''
}
