import { Link } from 'wouter'
import { useQuery } from '@tanstack/react-query'
import { queueQuery } from '../api/queries.ts'
import { useApi } from '../api/use-api.ts'
import { useLive, useStaleClass } from '../live/use-live.ts'
import { fractionDone } from '../../core/domain/job/progress-report.ts'
import { percent } from '../ui/format.ts'
import styles from './shell.module.css'

/** Each device, and what it trains. */
export function DeviceChips () {
  const api = useApi()
  const { data } = useQuery(queueQuery(api))
  const stale = useStaleClass()
  const jobs = useLive(({ jobs }) => jobs)
  return (
    <div className={`${styles.chips} ${stale} wide`}>
      {data?.devices.map(({ device, name, job_id }) => {
        const state = job_id === null ? undefined : jobs.get(job_id)
        const label = device === 'cpu' ? 'CPU' : name
        if (state === undefined) {
          return <span key={device} className={styles.chip}>{label} · {job_id === null ? 'free' : 'taken'}</span>
        }
        return (
          <Link key={device} className={`${styles.chip} ${styles.device}`} href={`/jobs/${state.job_slug}`}>
            <span className='cut'>{label} · {state.job_name}</span> {percent(fractionDone(state))}
          </Link>
        )
      })}
    </div>
  )
}
