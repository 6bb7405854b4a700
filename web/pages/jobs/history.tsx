import { useState } from 'react'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useSearchParams } from 'wouter'
import { sparklinesQuery } from '../../api/queries.ts'
import { useApi } from '../../api/use-api.ts'
import { Card } from '../../ui/card.tsx'
import { loadMore } from '../../ui/load-more.ts'
import { More } from '../../ui/more.tsx'
import { Reply } from '../../ui/reply.tsx'
import { count } from '../../ui/format.ts'
import { HistoryFilters } from './history-filters.tsx'
import { JobRow } from './job-row.tsx'
import { SelectionBar } from './selection-bar.tsx'
import { jobsQuery } from './queries.ts'
import { isFiltered, readFilter, writeFilter } from './job-filter.ts'
import { useVisibleRows } from '../../ui/use-visible-rows.ts'
import styles from './jobs.module.css'

const ROW_PX = 60
const MOST_LINES = 60

/** Every job, found by words, status, tag, config and day; several are chosen to compare, tag or delete. */
export function History () {
  const api = useApi()
  const [address, setAddress] = useSearchParams()
  const filter = readFilter(address.toString())
  const query = useInfiniteQuery(jobsQuery(api, filter))
  const jobs = query.data?.pages.flatMap(page => page.jobs) ?? []
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  const { box, rows, height } = useVisibleRows(jobs.length, ROW_PX, () => {
    loadMore(query)
  })
  const shown = rows.flatMap(({ index }) => jobs[index]?.job_id ?? []).slice(0, MOST_LINES)
  const lines = useQuery({ ...sparklinesQuery(api, shown, undefined, 40), placeholderData: previous => previous })
  const lineOf = (job_id: string) => lines.data?.sparklines.find(line => line.job_id === job_id)

  function toggle (job_id: string): void {
    const next = new Set(selected)
    if (!next.delete(job_id)) next.add(job_id)
    setSelected(next)
  }
  return (
    <Card title='History' side={<span className='dim small'>{jobsWords(query.data?.pages[0]?.total)}</span>}>
      <HistoryFilters
        filter={filter} config_names={query.data?.pages.at(-1)?.config_names ?? []}
        onChange={change => {
          setAddress(now => writeFilter({ ...readFilter(now.toString()), ...change }), { replace: true })
        }}
      />
      <SelectionBar
        jobs={jobs.filter(({ job_id }) => selected.has(job_id))} onDone={() => { setSelected(new Set()) }}
      />
      <Reply query={query} what='The jobs'>
        {() => jobs.length === 0
          ? <p className={styles.nothing}>{isFiltered(filter) ? 'No job fits.' : 'No job yet.'}</p>
          : (
            <div ref={box} className={styles.history} tabIndex={0} role='region' aria-label='Jobs'>
              <ul style={{ height }} className={styles.rows}>
                {rows.map(({ index, start }) => {
                  const job = jobs[index]
                  return job === undefined
                    ? null
                    : (
                      <JobRow
                        key={job.job_id} job={job} top={start} line={lineOf(job.job_id)}
                        isSelected={selected.has(job.job_id)} onToggle={() => { toggle(job.job_id) }}
                      />
                      )
                })}
              </ul>
              <More query={query}>More</More>
            </div>
            )}
      </Reply>
    </Card>
  )
}

const jobsWords = (total: number | undefined): string =>
  total === undefined ? '' : total === 1 ? '1 job' : `${count(total)} jobs`
