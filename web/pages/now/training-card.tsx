import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import type { TrainingState } from '../../../core/contract/training.ts'
import type { Queue } from '../../../core/contract/queue.ts'
import { fractionDone } from '../../../core/domain/job/progress-report.ts'
import { jobQuery } from '../../api/queries.ts'
import { useApi } from '../../api/use-api.ts'
import { useJobState } from '../../live/use-live.ts'
import { ActBar } from '../../jobs/act-bar.tsx'
import { LossLine } from '../../jobs/loss-line.tsx'
import { ProgressBar } from '../../jobs/progress-bar.tsx'
import { StatusBadge } from '../../jobs/status-badge.tsx'
import { standingOf } from '../../jobs/status.ts'
import { TimeLeft } from '../../jobs/time-left.tsx'
import { TrainingFigures } from '../../jobs/training-figures.tsx'
import { Card } from '../../ui/card.tsx'
import { Loading } from '../../ui/loading.tsx'
import { DeviceStrip } from './device-strip.tsx'
import { NewestSamples } from './newest-samples.tsx'
import styles from './now.module.css'

type Device = Queue['devices'][number]

/** A training at work: where it stands, what it draws, what can be done. */
export function TrainingCard ({ job_id, devices }: { job_id: string, devices: Device[] }) {
  const live = useJobState(job_id)
  const asked = useQuery({ ...jobQuery(useApi(), job_id), enabled: live === undefined }).data?.state
  const state = live ?? asked
  if (state === undefined) return <Card className={styles.card}><Loading what='The training' /></Card>
  return (
    <Card className={styles.card}>
      <div className={styles.job}>
        <div className={styles.left}>
          <CardHead state={state} devices={devices} />
          <div className={styles.hero}>
            <div className={styles.percent}>
              <span data-field='progress_percent'>{Math.floor(fractionDone(state) * 100)}</span><small>%</small>
            </div>
            <div className={styles.when}><TimeLeft state={state} /></div>
          </div>
          <ProgressBar state={state} marks />
          <div className={styles.figures}><TrainingFigures state={state} /></div>
          <div className={styles.chart}><LossLine state={state} /></div>
          {state.error !== null && <p className={styles.trouble}>{state.error}</p>}
          <ActBar state={state} />
        </div>
        <div className={styles.right}><NewestSamples state={state} /></div>
      </div>
      <DeviceStrip devices={devices} job_number={state.job_number} />
    </Card>
  )
}

function CardHead ({ state, devices }: { state: TrainingState, devices: readonly Device[] }) {
  const standing = standingOf(state)
  return (
    <>
      <div className={styles.head}>
        <h2><Link href={`/jobs/${state.job_slug}`}>{state.job_name}</Link></h2>
        <StatusBadge standing={standing} />
        <span className='sub wide'>
          {state.trainer === 'builtin' ? 'built-in trainer' : 'OneTrainer'} ·
          {' '}{devices.map(({ name }) => name).join(', ')}
        </span>
      </div>
      {state.message !== standing.words && <p className={styles.message}>{state.message}</p>}
    </>
  )
}
