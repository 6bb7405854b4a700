import { useQuery } from '@tanstack/react-query'
import { useApi } from '../../api/use-api.ts'
import { standingOf, reasonWords } from '../../jobs/status.ts'
import { StatusBadge } from '../../jobs/status-badge.tsx'
import { Card } from '../../ui/card.tsx'
import { Reply } from '../../ui/reply.tsx'
import { Time, Unknown } from '../../ui/time.tsx'
import { bytes } from '../../ui/format.ts'
import type { JobDetails } from '../../jobs/job-details.ts'
import { Events } from './events.tsx'
import { attemptsQuery } from './queries.ts'
import type { components } from '../../api/schema.d.ts'
import styles from './parts.module.css'

type Attempt = components['schemas']['AttemptReport']

/** The attempts of a job, and what happened in them. */
export function HistoryTab ({ job }: { job: JobDetails }) {
  const api = useApi()
  const attempts = useQuery(attemptsQuery(api, job.job_id))
  return (
    <div className={styles.stack}>
      <Card title='Attempts'>
        <Reply query={attempts} what='The attempts'>
          {({ attempts }) =>
            attempts.length === 0
              ? (
                <p className={styles.text}>None has begun.</p>
                )
              : (
                <ul>
                  {attempts.map(attempt => (
                    <AttemptRow key={attempt.attempt} attempt={attempt} isNewest={attempt.attempt === job.attempt} />
                  ))}
                </ul>
                )}
        </Reply>
      </Card>
      <Events job_id={job.job_id} />
    </div>
  )
}

const AttemptRow = ({
  attempt: { attempt, status, reason, error, exit, created_at, ended_at, device, resume_from },
  isNewest
}: {
  attempt: Attempt
  isNewest: boolean
}) => (
  <li className={styles.row}>
    <div className={styles.main}>
      <b>Attempt {attempt}</b>{' '}
      {status !== null && <StatusBadge standing={standingOf({ status, phase: 'unknown', is_training: false })} />}
      <p className='sub'>
        began <Time at={created_at} /> ·{' '}
        {ended_at === null
          ? (
              isNewest ? 'has not ended' : 'its end is not recorded'
            )
          : (
            <>
              ended <Time at={ended_at} />
            </>
            )}{' '}
        · on {device ?? <Unknown why='The device is not recorded' />} ·{' '}
        {resume_from === null ? 'from the beginning' : `from ${resume_from}`}
      </p>
      {reason !== null && <p>{reasonWords[reason]}</p>}
      {error !== null && <p className={styles.refused}>{error}</p>}
      {exit !== null && <p className='sub'>{exitWords(exit)}</p>}
    </div>
  </li>
)

function exitWords ({ code, signal, forced, leftovers, peak_rss_bytes }: NonNullable<Attempt['exit']>): string {
  const how = signal !== null ? `ended by ${signal}` : code !== null ? `exit code ${code}` : 'exit not seen'
  const more = [
    forced ? 'sent by the runner' : '',
    leftovers > 0 ? `${leftovers} processes were left and ended` : '',
    peak_rss_bytes === null ? '' : `at most ${bytes(peak_rss_bytes)} of memory`
  ]
  return [how, ...more].filter(word => word !== '').join(' · ')
}
