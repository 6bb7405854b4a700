import { Link } from 'wouter'
import type { TrainingState } from '../../../core/contract/training.ts'
import { lineStyle } from '../../charts/line-style.ts'
import { Swatch } from '../../charts/swatch.tsx'
import { StatusBadge } from '../../jobs/status-badge.tsx'
import { standingOf, standingOfSummary } from '../../jobs/status.ts'
import { useLive } from '../../live/use-live.ts'
import { Card } from '../../ui/card.tsx'
import { Unknown } from '../../ui/time.tsx'
import { bytes, count, duration, percent, significant, speed } from '../../ui/format.ts'
import type { JobDetails } from '../../jobs/job-details.ts'
import { winners, withNewest } from './best-values.ts'
import type { BestValue } from './best-values.ts'
import { useBestValues } from './use-best-values.ts'
import type { BestValues } from './use-best-values.ts'
import { newestState } from './newest-state.ts'
import styles from './compare.module.css'

const columns = [
  'Job', 'Status', 'Step', 'Loss, smoothed', 'Lowest smoothed', 'Validation', 'Best validation', 'Accuracy', 'Speed',
  'Time', 'Model'
]

interface FigureTableProps {
  jobs: readonly JobDetails[]
  /** The metrics of each job; undefined until known. */
  tags: ReadonlyArray<readonly string[] | undefined>
}

/** The newest figures of each job, and its best ones with their steps. */
export function FigureTable ({ jobs, tags }: FigureTableProps) {
  const live = useLive(({ jobs }) => jobs)
  const states = jobs.map(job => newestState(job, live.get(job.job_id)))
  const best = useBestValues(jobs, tags).map(({ smoothed, validation }, place) => {
    const { smooth_loss, progress, validation: newest } = states[place]! // one of each job
    return {
      smoothed: withNewest(smoothed, smooth_loss, progress.global_step),
      validation: withNewest(validation, newest?.validation_loss, newest?.step ?? 0)
    }
  })
  const won = (name: keyof BestValues): Set<number> =>
    winners(best.map(({ [name]: value }) => typeof value === 'string' ? null : value))
  const [smoothed, validation] = [won('smoothed'), won('validation')]
  return (
    <Card title='Figures'>
      <div className={styles.scroll} tabIndex={0} role='region' aria-label='Figures of the jobs'>
        <table className={`${styles.table} ${styles.figures}`}>
          <thead>
            <tr>{columns.map(name => <th key={name} scope='col'>{name}</th>)}</tr>
          </thead>
          <tbody>
            {jobs.map((job, place) => (
              <JobFigures
                key={job.job_id} job={job} state={states[place]!} place={place} best={best[place]}
                hasWon={{ smoothed: smoothed.has(place), validation: validation.has(place) }}
              />
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  )
}

interface JobFiguresProps {
  job: JobDetails
  state: TrainingState
  place: number
  best: BestValues | undefined
  hasWon: Record<keyof BestValues, boolean>
}

function JobFigures ({ job, state, place, best, hasWon }: JobFiguresProps) {
  const { smooth_loss, validation, steps_per_second, max_step, max_epoch, last_save } = state
  const known = <T, >(value: T | null | undefined, words: (value: T) => string, why = 'Not measured') =>
    value == null ? <Unknown why={why} /> : words(value)
  return (
    <tr>
      <th scope='row'>
        <span className={styles.named}>
          <Swatch {...lineStyle(place)} />
          <Link href={`/jobs/${job.job_slug}`} dir='auto' className='cut' title={job.name}>{job.name}</Link>
        </span>
      </th>
      <td><StatusBadge standing={job.job_status === 'idle' ? standingOfSummary(job) : standingOf(state)} /></td>
      <td>
        {count(state.progress.global_step)}
        {max_step > 0 && <small> of {count(max_step * max_epoch)}</small>}
      </td>
      <td>{known(smooth_loss, significant)}</td>
      <Best best={best?.smoothed} hasWon={hasWon.smoothed} />
      <td>{known(validation?.validation_loss, significant, 'Not validated')}</td>
      <Best best={best?.validation} hasWon={hasWon.validation} />
      <td>{known(validation?.accuracy, percent)}</td>
      <td>{known(steps_per_second, speed, 'Known after some steps')}</td>
      <td>{state.attempt === 0 ? <Unknown why='It has not begun' /> : duration(state.elapsed_seconds)}</td>
      <td>{known(last_save?.bytes, bytes, state.is_training ? 'Nothing is saved yet' : 'Nothing was saved')}</td>
    </tr>
  )
}

const Best = ({ best = 'Not known', hasWon }: { best: BestValue | string | undefined, hasWon: boolean }) => (
  <td>
    {typeof best === 'string'
      ? <Unknown why={best} />
      : (
        <>
          {hasWon && <em className={styles.won}>best</em>}
          {hasWon ? <b>{significant(best.value)}</b> : significant(best.value)} <small>at {count(best.step)}</small>
        </>
        )}
  </td>
)
