import { useRef } from 'react'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import type { TrainingState } from '../../../core/contract/training.ts'
import { fractionDone } from '../../../core/domain/job/progress-report.ts'
import { ActBar } from '../../jobs/act-bar.tsx'
import { ProgressBar } from '../../jobs/progress-bar.tsx'
import { StatusBadge } from '../../jobs/status-badge.tsx'
import { standingOf, standingOfSummary } from '../../jobs/status.ts'
import { TimeLeft } from '../../jobs/time-left.tsx'
import { TrainingFigures } from '../../jobs/training-figures.tsx'
import { Card } from '../../ui/card.tsx'
import { Heading } from '../../ui/heading.tsx'
import { Time } from '../../ui/time.tsx'
import { useFocusAfter } from '../../ui/use-focus-after.ts'
import { AboutJob } from './about-job.tsx'
import { JobMenu } from './job-menu.tsx'
import { Outcome } from './outcome.tsx'
import type { JobDetails } from '../../jobs/job-details.ts'
import styles from './job.module.css'

/** Where a job stands, what can be done with it, and the way to its parts. */
export function JobHeader ({
  job,
  state,
  children
}: {
  job: JobDetails
  state: TrainingState
  children: ReactNode
}) {
  // The state of a job that was never queued is that of no training.
  const standing = job.job_status === 'idle' ? standingOfSummary(job) : standingOf(state)
  const isEnded = ['completed', 'stopped', 'error'].includes(state.status)
  const canAct = state.is_training || ['starting', 'queued', 'paused', 'stopping'].includes(state.status)
  const acts = useRef<HTMLDivElement>(null)
  useFocusAfter(acts, `${isEnded} ${canAct}`)
  return (
    <Card className={styles.header}>
      <Heading>
        <div className={styles.crumb}>
          <Link className='link' href='/jobs'>
            Jobs
          </Link>
          <span aria-hidden='true'>/</span>
          <h1 className='cut' dir='auto' title={job.name}>
            {job.name}
          </h1>
        </div>
      </Heading>
      <div className={styles.top}>
        <StatusBadge standing={standing} />
        <span className='sub'>
          Training {job.job_number} · {job.trainer === 'builtin' ? 'built-in trainer' : 'OneTrainer'} ·{' '}
          {state.device ?? job.device}
        </span>
        <span className={styles.space} />
        <JobMenu job={job} />
      </div>
      <div ref={acts}>
        {isEnded && <Outcome job={job} state={state} />}
        {job.queue !== null && <Waiting queue={job.queue} />}
        {state.attempt > 0 && <Standing state={state} />}
        {canAct && (
          <div className={styles.acts}>
            <ActBar state={state} />
          </div>
        )}
      </div>
      <AboutJob job={job} />
      {children}
    </Card>
  )
}

const Standing = ({ state }: { state: TrainingState }) => (
  <div className={styles.mid}>
    <div className={styles.percent}>
      <span data-field='progress_percent'>{Math.floor(fractionDone(state) * 100)}</span>
      <small>%</small>
    </div>
    <div className={styles.when}>
      <TimeLeft state={state} />
    </div>
    <div className={styles.bar}>
      <ProgressBar state={state} marks />
    </div>
    <div className={styles.figures}>
      <TrainingFigures state={state} />
    </div>
  </div>
)

const Waiting = ({
  queue: { position, waiting_for, not_before, queued_at, resume_from }
}: {
  queue: NonNullable<JobDetails['queue']>
}) => (
  <div className={styles.outcome}>
    <h2>Place {position} in the queue</h2>
    <p>{waiting_for}</p>
    <p className='sub'>
      Queued <Time at={queued_at} />
      {not_before !== null && (
        <>
          {' '}
          · not before <Time at={not_before} />
        </>
      )}{' '}
      · {resume_from === null ? 'starts from the beginning' : `resumes from ${resume_from}`} ·{' '}
      <Link className='link' href='/jobs'>
        Queue
      </Link>
    </p>
  </div>
)
