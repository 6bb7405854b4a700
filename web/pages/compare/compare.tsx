import { useQueries } from '@tanstack/react-query'
import { jobQuery } from '../../api/queries.ts'
import type { ApiError } from '../../api/client.ts'
import { useApi } from '../../api/use-api.ts'
import { useIsLive, useLive, useStaleClass } from '../../live/use-live.ts'
import type { JobDetails } from '../../jobs/job-details.ts'
import { Empty } from '../../ui/empty.tsx'
import { Heading } from '../../ui/heading.tsx'
import { Loading } from '../../ui/loading.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Time } from '../../ui/time.tsx'
import { comparedOf, namesIn, namesWithout } from './compared.ts'
import { ConfigTable } from './config-table.tsx'
import { FigureTable } from './figure-table.tsx'
import { JobChoice } from './job-choice.tsx'
import { MissingJobs } from './missing-jobs.tsx'
import { Overlay } from './overlay.tsx'
import { SamplesBeside } from './samples-beside.tsx'
import { useAddress } from './use-address.ts'
import { useTags } from './use-tags.ts'
import styles from './compare.module.css'

const MOST = 30

/** Several jobs beside each other: curves, figures, what differs in their configs, samples. */
export function Compare () {
  const api = useApi()
  const [address, change] = useAddress()
  const named = namesIn(address.get('jobs'))
  const names = named.slice(0, MOST)
  const replies = useQueries({ queries: names.map(name => jobQuery(api, name)) })
  const { jobs, missing, isLoading } = comparedOf(replies.map(({ data, error }, place) => (
    { name: names[place] ?? '', data, error: error as ApiError | null } // as: read() throws nothing else
  )))
  const choose = (next: readonly string[]): void => { change({ jobs: next.join() }) }
  return (
    <>
      <Heading><h1>Compare</h1></Heading>
      <Stale />
      <JobChoice
        jobs={jobs} isFull={named.length >= MOST}
        onAdd={name => { choose([...named, name]) }} onLeaveOut={job => { choose(namesWithout(named, job)) }}
      />
      <div className={styles.notices}>
        <MissingJobs missing={missing} onLeaveOut={name => { choose(named.filter(one => one !== name)) }} />
        {named.length > MOST && (
          <Notice tone='warn'>At most {MOST} jobs are compared: the first {MOST} of {named.length}.</Notice>
        )}
      </div>
      {jobs.length < 2 && (isLoading ? <Loading what='The jobs' /> : <TooFew jobs={jobs.length} />)}
      {jobs.length >= 2 && <Parts jobs={jobs} />}
    </>
  )
}

function Parts ({ jobs }: { jobs: readonly JobDetails[] }) {
  const stale = useStaleClass()
  const tags = useTags(jobs)
  return (
    <div className={`${styles.parts} ${stale}`}>
      <Overlay jobs={jobs} tags={tags} />
      <FigureTable jobs={jobs} tags={tags} />
      <ConfigTable jobs={jobs} />
      <SamplesBeside jobs={jobs} />
    </div>
  )
}

/** Until when what is shown was as the server had it, while the connection is down. */
function Stale () {
  const isLive = useIsLive()
  const as_of = useLive(live => isLive ? null : live.as_of)
  if (as_of === null) return null
  return <Notice tone='warn'>Not connected. This is as it was at <Time at={new Date(as_of).toISOString()} />.</Notice>
}

const TooFew = ({ jobs }: { jobs: number }) => (
  <Empty title={jobs === 0 ? 'Choose two jobs or more' : 'Choose one more job'}>
    <p>Find them by name above, or choose them in the history of Jobs.</p>
  </Empty>
)
