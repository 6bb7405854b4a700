import { Link } from 'wouter'
import { StatusBadge } from '../../jobs/status-badge.tsx'
import { standingOfSummary } from '../../jobs/status.ts'
import { Card } from '../../ui/card.tsx'
import { Unknown } from '../../ui/time.tsx'
import { count, duration, percent, significant, speed } from '../../ui/format.ts'
import type { JobDetails } from '../../jobs/job-details.ts'
import styles from './compare.module.css'

/** The last figures of each job. */
export const FigureTable = ({ jobs }: { jobs: readonly JobDetails[] }) => (
  <Card title='Figures'>
    <div className={styles.scroll} tabIndex={0} role='region' aria-label='Figures of the jobs'>
      <table className={styles.table}>
        <thead>
          <tr>
            {['Job', 'Status', 'Step', 'Loss, smoothed', 'Validation', 'Accuracy', 'Speed', 'Time'].map(name => (
              <th key={name} scope='col'>{name}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {jobs.map(job => <JobFigures key={job.job_id} job={job} />)}
        </tbody>
      </table>
    </div>
  </Card>
)

function JobFigures ({ job }: { job: JobDetails }) {
  const { smooth_loss, validation, steps_per_second, elapsed_seconds } = job.state
  const none = <Unknown why='Not measured' />
  return (
    <tr>
      <th scope='row'><Link href={`/jobs/${job.job_slug}`} dir='auto'>{job.name}</Link></th>
      <td><StatusBadge standing={standingOfSummary(job)} /></td>
      <td>{count(job.current_step)}</td>
      <td>{smooth_loss === null ? none : significant(smooth_loss)}</td>
      <td>{validation?.validation_loss == null ? none : significant(validation.validation_loss)}</td>
      <td>{validation?.accuracy == null ? none : percent(validation.accuracy)}</td>
      <td>{steps_per_second === null ? none : speed(steps_per_second)}</td>
      <td>{duration(elapsed_seconds)}</td>
    </tr>
  )
}
