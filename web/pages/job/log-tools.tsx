import { useState } from 'react'
import { relative } from '../../samples/sample-picture.tsx'
import { Button } from '../../ui/button.tsx'
import { levels } from './log-window.ts'
import type { Level } from './log-window.ts'
import type { LogFilter } from './use-log.ts'
import styles from './log.module.css'

interface LogToolsProps {
  job_id: string
  filter: LogFilter
  onFilter: (filter: LogFilter) => void
  /** How many lines match, in words; null: nothing is searched for. */
  matches: string | null
  onMatch: (by: 1 | -1) => void
  follow: boolean
  onFollow: (follow: boolean) => void
}

/** What is searched, filtered and followed of a log, and its download. */
export function LogTools ({ job_id, filter, onFilter, matches, onMatch, follow, onFollow }: LogToolsProps) {
  const chosen = Object.entries(filter).filter(([, value]) => value !== '')
  const query = new URLSearchParams([['warnings', 'true'], ...chosen]).toString()
  return (
    <div className={styles.tools}>
      <Search filter={filter} onFilter={onFilter} onMatch={onMatch} />
      {matches !== null && (
        <span className={styles.matches}>
          {matches}
          <Button kind='ghost' aria-label='Previous match' title='Shift+Enter' onClick={() => { onMatch(-1) }}>
            ↑
          </Button>
          <Button kind='ghost' aria-label='Next match' title='Enter' onClick={() => { onMatch(1) }}>
            ↓
          </Button>
        </span>
      )}
      <select
        aria-label='Lowest level'
        value={filter.level}
        onChange={event => { onFilter({ ...filter, level: event.target.value as Level | '' }) }}
      >
        <option value=''>All levels</option>
        {levels.map(level => (
          <option key={level} value={level}>
            {level} and above
          </option>
        ))}
      </select>
      <span className={styles.space} />
      <Button aria-pressed={follow} kind={follow ? 'primary' : 'plain'} onClick={() => { onFollow(!follow) }}>
        Follow newest
      </Button>
      <a className='link' download href={relative(`/api/v1/training-jobs/${job_id}/logs/download?${query}`)}>
        Download
      </a>
    </div>
  )
}

/** Enter searches, and then goes to the next match; with Shift to the one before. */
function Search ({ filter, onFilter, onMatch }: Pick<LogToolsProps, 'filter' | 'onFilter' | 'onMatch'>) {
  const [text, setText] = useState(filter.search)
  return (
    <form
      role='search'
      className={styles.search}
      onSubmit={event => { event.preventDefault() }}
    >
      <input
        type='search'
        aria-label='Search the log'
        aria-description='Enter searches, then goes to the next match; Shift and Enter to the one before'
        placeholder='Search, then Enter'
        value={text}
        maxLength={200}
        onChange={event => {
          setText(event.target.value)
          if (event.target.value === '') onFilter({ ...filter, search: '' })
        }}
        onKeyDown={event => {
          if (event.key !== 'Enter' || event.nativeEvent.isComposing) return
          event.preventDefault()
          const search = text.trim()
          if (search !== filter.search) onFilter({ ...filter, search })
          else if (search !== '') onMatch(event.shiftKey ? -1 : 1)
        }}
      />
    </form>
  )
}
