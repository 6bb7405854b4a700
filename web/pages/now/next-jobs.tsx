import { Link } from 'wouter'
import type { Queue } from '../../../core/contract/jobs.ts'
import { Card } from '../../ui/card.tsx'
import { Time } from '../../ui/time.tsx'
import styles from './now.module.css'

const SHOWN = 5

/** What runs next, and why it waits. */
export const NextJobs = ({ waiting, held }: Pick<Queue, 'waiting' | 'held'>) => (
  <Card
    className={styles.list} title={held ? 'Next – the queue is held' : 'Next'}
    side={<Link className='link small' href='/jobs'>Queue</Link>}
  >
    {waiting.length === 0 && <p className={styles.nothing}>Nothing waits.</p>}
    {waiting.slice(0, SHOWN).map(({ job_id, job_slug, name, queue }) => (
      <Link key={job_id} className={styles.row} href={`/jobs/${job_slug}`}>
        <span className={styles.place}>{queue?.position}</span>
        <div><b dir='auto'>{name}</b><p>{queue?.waiting_for}</p></div>
        {queue?.not_before != null && <span>not before <Time at={queue.not_before} /></span>}
      </Link>
    ))}
    {waiting.length > SHOWN && (
      <p className={styles.nothing}><Link className='link' href='/jobs'>{waiting.length - SHOWN} more</Link></p>
    )}
  </Card>
)
