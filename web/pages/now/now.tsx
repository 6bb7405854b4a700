import { useQuery } from '@tanstack/react-query'
import { endedSinceQuery, queueQuery } from '../../api/queries.ts'
import { useApi } from '../../api/use-api.ts'
import { FollowEnds } from '../../jobs/follow-ends.tsx'
import { useLive, useStaleClass } from '../../live/use-live.ts'
import { Heading } from '../../ui/heading.tsx'
import { Reply } from '../../ui/reply.tsx'
import { FirstRun } from './first-run.tsx'
import { IdleCard } from './idle-card.tsx'
import { NextJobs } from './next-jobs.tsx'
import { SinceLastVisit } from './since-last-visit.tsx'
import { TrainingCard } from './training-card.tsx'
import { Warnings } from './warnings.tsx'
import styles from './now.module.css'

/** What is running, whether it is healthy, and when it is done. */
export function Now () {
  const api = useApi()
  const queue = useQuery(queueQuery(api))
  const ended = useQuery(endedSinceQuery(api, undefined, 1))
  const stale = useStaleClass()
  const current = useLive(({ jobs, current_job }) => current_job === null ? undefined : jobs.get(current_job))
  return (
    <>
      <Heading><h1>Now</h1></Heading>
      <Warnings />
      <div className={stale}>
        <Reply query={queue} what='What is running'>
          {({ devices, waiting, total_waiting, held }) => {
            const at_work = [...new Set(devices.flatMap(({ job_id }) => job_id ?? []))]
            const isNew = at_work.length === 0 && total_waiting === 0 && ended.data?.total === 0
            if (isNew) return <FirstRun />
            return (
              <>
                {at_work.map(job_id => (
                  <TrainingCard
                    key={job_id} job_id={job_id} devices={devices.filter(device => device.job_id === job_id)}
                  />
                ))}
                {at_work.length === 0 && <IdleCard newest={current} held={held} waiting={total_waiting} />}
                {waiting.length > 0 && <FollowEnds devices={devices} since={queue.dataUpdatedAt} />}
                <div className={styles.columns}>
                  <NextJobs waiting={waiting} total_waiting={total_waiting} held={held} />
                  <SinceLastVisit />
                </div>
              </>
            )
          }}
        </Reply>
      </div>
    </>
  )
}
