import { useEffect, useState } from 'react'
import { announce } from '../../ui/announcer.tsx'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Empty } from '../../ui/empty.tsx'
import { count } from '../../ui/format.ts'
import { Loading } from '../../ui/loading.tsx'
import type { JobDetails } from '../../jobs/job-details.ts'
import { FollowingEnded } from './following-ended.tsx'
import { LogLines } from './log-lines.tsx'
import { matchWords, nextMatch } from './log-places.ts'
import { LogTools } from './log-tools.tsx'
import { useFollow } from './use-follow.ts'
import { useLinkedLine } from './use-linked-line.ts'
import { useLog } from './use-log.ts'
import type { LogFilter } from './use-log.ts'

/** What the trainer wrote, searched, filtered and followed. */
export function LogTab ({ job }: { job: JobDetails }) {
  const [filter, setFilter] = useState<LogFilter>({ search: '', level: '' })
  const [linked, link] = useLinkedLine()
  const [current, setCurrent] = useState<number | null>(null)
  const log = useLog(job.job_id, filter, linked)
  const { window } = log
  const { follow, setFollow, ended_at } = useFollow(log, linked === null)
  useEffect(() => {
    if (linked === null) return
    setFollow(false)
    log.toLine(linked)
  }, [linked])
  const toMatch = (by: 1 | -1): void => {
    const next = window === null ? null : nextMatch(window, current, by)
    if (window === null || next === null) return
    setFollow(false)
    setCurrent(next)
    announce(matchWords(window, next, count))
  }
  return (
    <Card>
      <LogTools
        job_id={job.job_id}
        filter={filter}
        onFilter={changed => {
          setFilter(changed)
          setCurrent(null)
        }}
        matches={filter.search === '' || window === null ? null : matchWords(window, current, count)}
        onMatch={toMatch}
        follow={follow}
        onFollow={setFollow}
      />
      {log.error !== null && (
        <Empty title='The log cannot be shown' tone='bad'>
          <p>{log.error}</p>
          <Button onClick={() => { log.reload() }}>Try again</Button>
        </Empty>
      )}
      {window === null && log.error === null && <Loading what='The log' />}
      {window?.lines.length === 0 && (
        <NoLine isFiltered={filter.search !== '' || filter.level !== ''} isEnded={job.state.ended_at !== null} />
      )}
      <FollowingEnded window={window} ended_at={ended_at} onFollow={() => { setFollow(true) }} />
      {window !== null && window.lines.length > 0 && (
        <LogLines
          window={window} search={filter.search} linked={linked} onLink={link} current={current} follow={follow}
          onFollow={setFollow} more={log.more}
        />
      )}
    </Card>
  )
}

const NoLine = ({ isFiltered, isEnded }: { isFiltered: boolean, isEnded: boolean }) => (
  <Empty title={isFiltered ? 'No line matches' : isEnded ? 'Its log is empty' : 'No line yet'}>
    {isFiltered && <p>Change the search or the level.</p>}
    {!isFiltered && !isEnded && <p>What the trainer writes is shown here as it comes.</p>}
  </Empty>
)
