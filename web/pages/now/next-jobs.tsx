import { Link } from 'wouter'
import type { Queue } from '../../../core/contract/queue.ts'
import { ExpectedRun } from '../../jobs/expected.tsx'
import { Card } from '../../ui/card.tsx'
import { count } from '../../ui/format.ts'
import { Time } from '../../ui/time.tsx'
import styles from './now.module.css'

/** What runs next, when it is expected to, and why it waits. */
export const NextJobs = ({ waiting, total_waiting, held }: Pick<Queue, 'waiting' | 'total_waiting' | 'held'>) => (
  <Card
    className={styles.list} title={held ? 'Next – the queue is held' : 'Next'}
    side={<Link className='link small' href='/jobs'>Queue</Link>}
  >
    {waiting.length === 0 && <p className={styles.nothing}>Nothing waits.</p>}
    {waiting.map(job => (
      <Link key={job.job_id} className={styles.row} href={`/jobs/${job.job_slug}`}>
        <span className={styles.place}>{job.queue?.position}</span>
        <div>
          <b dir='auto'>{job.name}</b>
          <p>{job.queue?.waiting_for}</p>
          <p><ExpectedRun job={job} /></p>
        </div>
        {job.queue?.not_before != null && <span>not before <Time at={job.queue.not_before} /></span>}
      </Link>
    ))}
    {total_waiting > waiting.length && (
      <p className={styles.nothing}>
        <Link className='link' href='/jobs'>{count(total_waiting - waiting.length)} more</Link>
      </p>
    )}
  </Card>
)
