import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import type { TrainingState } from '../../../core/contract/training.ts'
import { useApi } from '../../api/use-api.ts'
import { createJobActs } from '../../jobs/job-acts.ts'
import { reasonWords } from '../../jobs/status.ts'
import { useAct } from '../../jobs/use-act.ts'
import { whatWorks } from '../../jobs/what-works.ts'
import { StartButton } from '../../start/start-button.tsx'
import { Button } from '../../ui/button.tsx'
import { Refused } from '../../ui/refused.tsx'
import { foldReturns, parseAnsi } from './ansi.ts'
import type { JobDetails } from '../../jobs/job-details.ts'
import { lastLinesQuery } from './queries.ts'
import styles from './job.module.css'

const LAST_LINES = 6

/** How a training ended, what it said last, and what to do next. */
export function Outcome ({ job, state }: { job: JobDetails, state: TrainingState }) {
  const api = useApi()
  const acts = createJobActs(api, job.job_id)
  const act = useAct()
  const isBad = state.status === 'error'
  return (
    <div className={styles.outcome}>
      <h2 className={isBad ? styles.bad : ''}>{headline(state)}</h2>
      {state.error !== null && <p className={styles.error}>{state.error}</p>}
      {isBad && <LastLines job={job} />}
      <div className={styles.next}>
        <Button
          kind={isBad ? 'primary' : 'plain'}
          busy={act.isPending}
          title='From its newest backup; without one, from the beginning'
          onClick={() => {
            act.mutate(acts.retry)
          }}
        >
          {isBad ? 'Retry' : 'Queue it once more'}
        </Button>
        <Button
          busy={act.isPending}
          blocked={whatWorks(state).resume}
          onClick={() => {
            act.mutate(() => acts.resume())
          }}
        >
          Resume from the newest backup
        </Button>
        <StartButton label='A new one, with changes' fork_of={job.job_slug} />
      </div>
      <Refused error={act.error} />
    </div>
  )
}

function headline ({ status, reason }: TrainingState): string {
  if (reason === 'user_stop') return 'Stopped on request'
  const word = status === 'completed' ? 'Finished' : status === 'stopped' ? 'Stopped' : 'Failed'
  return reason === null || reason === 'finished' ? word : `${word}: ${reasonWords[reason]}`
}

function LastLines ({ job }: { job: JobDetails }) {
  const lines = useQuery(lastLinesQuery(useApi(), job.job_id, LAST_LINES)).data?.logs ?? []
  if (lines.length === 0) return null
  return (
    <>
      <pre className={styles.lastLines} tabIndex={0} aria-label='Last lines of the log'>
        {lines
          .map(({ message }) =>
            parseAnsi(foldReturns(message))
              .map(({ text }) => text)
              .join('')
          )
          .join('\n')}
      </pre>
      <Link className='link small' href={`/jobs/${job.job_slug}/log`}>
        The whole log
      </Link>
    </>
  )
}
