import { useEffect, useState } from 'react'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import type { JobSummary } from '../../../core/contract/jobs.ts'
import { endedSinceQuery } from '../../api/queries.ts'
import { useApi } from '../../api/use-api.ts'
import { reasonWords, standingOfSummary } from '../../jobs/status.ts'
import { Card } from '../../ui/card.tsx'
import { Dot } from '../../ui/dot.tsx'
import { Reply } from '../../ui/reply.tsx'
import { Time } from '../../ui/time.tsx'
import { count, significant } from '../../ui/format.ts'
import { keepVisit, lastVisit } from './last-visit.ts'
import styles from './now.module.css'

const SHOWN = 8

/** What has ended since the last visit, the newest first. */
export function SinceLastVisit () {
  const [visit] = useState(() => lastVisit(localStorage, sessionStorage))
  const query = useQuery(endedSinceQuery(useApi(), visit?.end_order ?? 0, SHOWN))
  const end_order = query.data?.last_end_order
  useEffect(() => {
    if (end_order !== undefined) keepVisit(localStorage, { end_order, at: new Date().toISOString() })
  }, [end_order])
  return (
    <Card
      className={styles.list}
      title={visit === null ? 'What ended' : <>Since your last visit, <Time at={visit.at} /></>}
    >
      <Reply query={query} what='What ended'>
        {({ jobs }) => jobs.length === 0
          ? <p className={styles.nothing}>Nothing has ended {visit === null ? 'yet' : 'since'}.</p>
          : jobs.map(job => <EndedJob key={job.job_id} job={job} />)}
      </Reply>
    </Card>
  )
}

function EndedJob ({ job }: { job: JobSummary }) {
  const { tone, words } = standingOfSummary(job)
  const why = job.status === 'failed' && job.reason !== null ? `: ${reasonWords[job.reason]}` : ''
  const reached = `step ${count(job.current_step)} · loss ${significant(job.current_loss)}`
  return (
    <Link className={styles.row} href={`/jobs/${job.job_slug}`}>
      <Dot tone={tone} />
      <div>
        <b>{job.name} {words}{why}</b>
        <p className='cut'>{job.status === 'failed' ? job.error : reached}</p>
      </div>
      <Time at={job.ended_at} />
    </Link>
  )
}
