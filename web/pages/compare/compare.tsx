import { useQueries } from '@tanstack/react-query'
import { useLocation, useSearch } from 'wouter'
import { jobQuery } from '../../api/queries.ts'
import { useApi } from '../../api/use-api.ts'
import { Empty } from '../../ui/empty.tsx'
import { Heading } from '../../ui/heading.tsx'
import { Notice } from '../../ui/notice.tsx'
import { ConfigTable } from './config-table.tsx'
import { FigureTable } from './figure-table.tsx'
import { JobChoice } from './job-choice.tsx'
import { Overlay } from './overlay.tsx'
import { SamplesBeside } from './samples-beside.tsx'
import styles from './compare.module.css'

const MOST = 30

/** Several jobs beside each other: curves, figures, what differs in their configs, samples. */
export function Compare () {
  const api = useApi()
  const search = new URLSearchParams(useSearch())
  const [, navigate] = useLocation()
  const names = [...new Set((search.get('jobs') ?? '').split(',').filter(name => name !== ''))].slice(0, MOST)
  const replies = useQueries({ queries: names.map(name => jobQuery(api, name)) })
  const jobs = replies.flatMap(({ data }) => data ?? [])
  const problems = replies.flatMap(({ error }) => error?.message ?? [])

  function choose (next: readonly string[]): void {
    search.set('jobs', next.join(','))
    navigate(`/compare?${search.toString().replaceAll('%2C', ',')}`, { replace: true })
  }
  return (
    <>
      <Heading><h1>Compare</h1></Heading>
      <JobChoice jobs={jobs} most={MOST} onChoose={choose} />
      {problems.map(problem => <Notice key={problem} tone='bad'>{problem}</Notice>)}
      {names.length < 2 && (
        <Empty title='Choose two jobs or more'>
          <p>Find them by name above, or choose them in the history of Jobs.</p>
        </Empty>
      )}
      {jobs.length >= 2 && (
        <div className={styles.parts}>
          <Overlay jobs={jobs} />
          <FigureTable jobs={jobs} />
          <ConfigTable jobs={jobs} />
          <SamplesBeside jobs={jobs} />
        </div>
      )}
    </>
  )
}
