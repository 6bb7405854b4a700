import { useEffect, useState } from 'react'
import { Field } from '../../ui/field.tsx'
import { sorts } from './job-filter.ts'
import type { JobFilter, Sort } from './job-filter.ts'
import { pollStatuses, statusWords } from './statuses.ts'
import type { PollStatus } from './statuses.ts'
import styles from './jobs.module.css'

const PAUSE_MS = 250

interface HistoryFiltersProps { filter: JobFilter, onChange: (filter: JobFilter) => void }

/** Which jobs are listed. */
export const HistoryFilters = ({ filter, onChange }: HistoryFiltersProps) => (
  <div className={styles.filters} role='search' aria-label='Jobs'>
    <Words label='Words' value={filter.search} onChange={search => { onChange({ ...filter, search }) }} />
    <Words label='Tag' value={filter.tag} onChange={tag => { onChange({ ...filter, tag }) }} />
    <Field label='Status'>
      <select
        value={filter.status}
        // as: the values below
        onChange={event => { onChange({ ...filter, status: event.target.value as PollStatus | '' }) }}
      >
        <option value=''>Any</option>
        {pollStatuses.map(status => <option key={status} value={status}>{statusWords[status]}</option>)}
      </select>
    </Field>
    <Field label='Order'>
      <select
        value={filter.sort}
        // as: the values below
        onChange={event => { onChange({ ...filter, sort: event.target.value as Sort }) }}
      >
        {Object.entries(sorts).map(([sort, words]) => <option key={sort} value={sort}>{words}</option>)}
      </select>
    </Field>
  </div>
)

/** A field whose text counts once nothing was typed for a moment. */
function Words ({ label, value, onChange }: { label: string, value: string, onChange: (text: string) => void }) {
  const [text, setText] = useState(value)
  useEffect(() => { setText(value) }, [value])
  useEffect(() => {
    if (text === value) return
    const timer = setTimeout(() => { onChange(text) }, PAUSE_MS)
    return () => { clearTimeout(timer) }
  }, [text, value])
  return (
    <Field label={label}>
      <input type='search' value={text} maxLength={200} onChange={event => { setText(event.target.value) }} />
    </Field>
  )
}
