import { Link } from 'wouter'
import type { JobSummary } from '../../../core/contract/jobs.ts'
import { Sparkline } from '../../charts/sparkline.tsx'
import { StatusBadge } from '../../jobs/status-badge.tsx'
import { standingOfSummary } from '../../jobs/status.ts'
import { Time, Unknown } from '../../ui/time.tsx'
import { count, duration, significant } from '../../ui/format.ts'
import styles from './jobs.module.css'

interface JobRowProps {
  job: JobSummary
  /** Distance from the top of the list, in pixels. */
  top: number
  line: { steps: number[], mean: number[] } | undefined
  isSelected: boolean
  onToggle: () => void
}

/** A job in the list: its outcome, how far it came, and its loss. */
export const JobRow = ({ job, top, line, isSelected, onToggle }: JobRowProps) => (
  <li className={styles.job} style={{ transform: `translateY(${top}px)` }}>
    <input type='checkbox' checked={isSelected} onChange={onToggle} aria-label={`Choose ${job.name}`} />
    <StatusBadge standing={standingOfSummary(job)} />
    <div className={styles.what}>
      <Link href={`/jobs/${job.job_slug}`} className='cut'><b dir='auto'>{job.name}</b></Link>
      <p className='cut'>
        {job.tags.map(tag => <span key={tag} className={styles.tag}>{tag}</span>)}{reached(job)}
        {job.config_name !== null && <span className='dim' title='Started from this config'> · {job.config_name}</span>}
      </p>
    </div>
    <div className={styles.line}>
      {line !== undefined && <Sparkline x={line.steps} y={line.mean} label={`Loss of ${job.name}`} />}
    </div>
    <span className={styles.loss}>
      {job.current_loss === null ? <Unknown why='No step was trained' /> : significant(job.current_loss)}
    </span>
    <span className={styles.ended}>
      {took(job)} {job.ended_at !== null && <Time at={job.ended_at} />}
    </span>
  </li>
)

const reached = ({ current_step, total_steps, error, status }: JobSummary): string =>
  status === 'failed' && error !== null
    ? error
    : `step ${count(current_step)}${total_steps > 0 ? ` of ${count(total_steps)}` : ''}`

/** From its first start to its end; with what lay between attempts. */
const took = ({ started_at, ended_at }: JobSummary): string =>
  started_at === null || ended_at === null ? '' : duration((Date.parse(ended_at) - Date.parse(started_at)) / 1000)
