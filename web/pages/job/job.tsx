import { lazy, Suspense } from 'react'
import type { ComponentType } from 'react'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from 'wouter'
import type { JobDetails } from '../../jobs/job-details.ts'
import { ApiError } from '../../api/client.ts'
import { jobQuery } from '../../api/queries.ts'
import { useApi } from '../../api/use-api.ts'
import { useJobState, useStaleClass } from '../../live/use-live.ts'
import { Empty } from '../../ui/empty.tsx'
import { Heading } from '../../ui/heading.tsx'
import { Loading } from '../../ui/loading.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Reply } from '../../ui/reply.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { JobHeader } from './job-header.tsx'
import styles from './job.module.css'

interface TabPart {
  name: string
  label: string
  part: ComponentType<{ job: JobDetails }>
}

const tabs: readonly TabPart[] = [
  {
    name: 'charts',
    label: 'Charts',
    part: lazy(async () => ({ default: (await import('./charts-tab.tsx')).ChartsTab }))
  },
  {
    name: 'samples',
    label: 'Samples',
    part: lazy(async () => ({ default: (await import('./samples-tab.tsx')).SamplesTab }))
  },
  { name: 'log', label: 'Log', part: lazy(async () => ({ default: (await import('./log-tab.tsx')).LogTab })) },
  {
    name: 'config',
    label: 'Config',
    part: lazy(async () => ({ default: (await import('./config-tab.tsx')).ConfigTab }))
  },
  {
    name: 'models',
    label: 'Models',
    part: lazy(async () => ({ default: (await import('./models-tab.tsx')).ModelsTab }))
  },
  {
    name: 'history',
    label: 'History',
    part: lazy(async () => ({ default: (await import('./history-tab.tsx')).HistoryTab }))
  }
]

/** One training: where it stands, what it drew, wrote and said. */
export function Job () {
  const { job: ref = '', '*': rest = '' } = useParams<{ job: string, '*': string }>()
  const query = useQuery(jobQuery(useApi(), ref))
  if (query.error instanceof ApiError && query.error.body?.statusCode === 404) {
    return <NoSuchJob name={query.data?.name} address={ref} />
  }
  return (
    <>
      {query.data === undefined && (
        <Heading>
          <h1>Job</h1>
        </Heading>
      )}
      <Reply query={query} what='The job'>
        {job => <JobPage job={job} address={ref} tab={rest === '' ? 'charts' : (rest.split('/')[0] ?? '')} />}
      </Reply>
    </>
  )
}

function JobPage ({ job, address, tab }: { job: JobDetails, address: string, tab: string }) {
  const state = useJobState(job.job_id) ?? job.state
  const stale = useStaleClass()
  const at = `/jobs/${encodeURIComponent(address)}`
  const Part = tabs.find(({ name }) => name === tab)?.part
  return (
    <>
      {job.problems.length > 0 && (
        <div className={styles.notices}>
          <Notice tone='bad'>
            <b>Its record is damaged.</b> What is shown may be incomplete.
            <ul>
              {job.problems.map(problem => (
                <li key={problem} className='mono'>
                  {problem}
                </li>
              ))}
            </ul>
          </Notice>
        </div>
      )}
      {/* Dimmed as one: on a phone, the fixed bar of acts would else let through what scrolls below it. */}
      <div className={stale}>
        <JobHeader job={job} state={state}>
          <Tabs
            label='Parts of the job'
            current={`${at}/${tab}`}
            tabs={tabs.map(({ name, label }) => ({ path: `${at}/${name}`, label }))}
          />
        </JobHeader>
        <Suspense fallback={<Loading what='The tab' />}>
          {Part === undefined
            ? (
              <Empty title='There is no such part of a job'>
                <Link className='link' href={at}>
                  Its charts
                </Link>
              </Empty>
              )
            : (
              <Part key={job.job_id} job={job} />
              )}
        </Suspense>
      </div>
    </>
  )
}

/** `name`: of a job that was there when the page opened. */
const NoSuchJob = ({ name, address }: { name: string | undefined, address: string }) => (
  <>
    <Heading>
      <h1>{name === undefined ? 'No such job' : 'Deleted job'}</h1>
    </Heading>
    <Empty title={name === undefined ? `There is no job ${address}` : `${name} was deleted`}>
      <Link className='link' href='/jobs'>
        All jobs
      </Link>
    </Empty>
  </>
)
