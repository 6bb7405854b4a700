import { useState } from 'react'
import { levels } from './log-window.ts'
import type { Level } from './log-window.ts'
import { relative } from '../../samples/sample-picture.tsx'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Loading } from '../../ui/loading.tsx'
import type { JobDetails } from '../../jobs/job-details.ts'
import { LogLines } from './log-lines.tsx'
import { useLog } from './use-log.ts'
import type { LogFilter } from './use-log.ts'
import styles from './log.module.css'

/** What the trainer wrote, searched, filtered and followed. */
export function LogTab ({ job }: { job: JobDetails }) {
  const [filter, setFilter] = useState<LogFilter>({ search: '', level: '' })
  const [text, setText] = useState('')
  const [linked] = useState(() => Number(/^#line-(\d+)$/.exec(location.hash)?.[1] ?? NaN))
  const log = useLog(job.job_id, filter, Number.isNaN(linked) ? null : linked)
  const [follow, setFollow] = useState(Number.isNaN(linked))
  const query = new URLSearchParams(Object.entries(filter).filter(([, value]) => value !== '')).toString()
  return (
    <Card>
      <form
        className={styles.tools}
        role='search'
        onSubmit={event => {
          event.preventDefault()
          setFilter({ ...filter, search: text.trim() })
        }}
      >
        <input
          type='search'
          aria-label='Search the log'
          placeholder='Search, then Enter'
          value={text}
          maxLength={200}
          onChange={event => {
            setText(event.target.value)
            if (event.target.value === '') setFilter({ ...filter, search: '' })
          }}
        />
        <select
          aria-label='Lowest level'
          value={filter.level}
          onChange={event => {
            setFilter({ ...filter, level: event.target.value as Level | '' })
          }}
        >
          <option value=''>All levels</option>
          {levels.map(level => (
            <option key={level} value={level}>
              {level} and above
            </option>
          ))}
        </select>
        <span className={styles.space} />
        <Button
          aria-pressed={follow}
          kind={follow ? 'primary' : 'plain'}
          onClick={() => {
            setFollow(!follow)
            if (!follow && log.window?.since_seq !== null) log.toNewest()
          }}
        >
          Follow newest
        </Button>
        <a
          className='link'
          download
          href={relative(`/api/v1/training-jobs/${job.job_id}/logs/download${query === '' ? '' : `?${query}`}`)}
        >
          Download
        </a>
      </form>
      {log.error !== null && (
        <Empty title='The log cannot be shown' tone='bad'>
          <p>{log.error}</p>
          <Button onClick={() => { log.reload() }}>Try again</Button>
        </Empty>
      )}
      {log.window === null && log.error === null && <Loading what='The log' />}
      {log.window?.lines.length === 0 && <NoLine isFiltered={query !== ''} isEnded={job.state.ended_at !== null} />}
      {log.window !== null && log.window.lines.length > 0 && (
        <LogLines
          window={log.window}
          search={filter.search}
          linked={linked}
          follow={follow}
          onFollow={setFollow}
          more={log.more}
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
