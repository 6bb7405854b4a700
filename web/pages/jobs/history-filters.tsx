import { useEffect, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import { cleared, isFiltered, sorts } from './job-filter.ts'
import type { JobFilter, Sort } from './job-filter.ts'
import { pollStatuses, statusWords } from './statuses.ts'
import type { PollStatus } from './statuses.ts'
import styles from './jobs.module.css'

const PAUSE_MS = 250

interface HistoryFiltersProps {
  filter: JobFilter
  /** Names of the configs that jobs were started from. */
  config_names: readonly string[]
  /** What is changed of it. A field that is typed in tells it a moment later. */
  onChange: (change: Partial<JobFilter>) => void
}

/** Which jobs are listed. */
export const HistoryFilters = ({ filter, config_names, onChange }: HistoryFiltersProps) => (
  <div className={styles.filters} role='search' aria-label='Jobs'>
    <Typed label='Words' value={filter.search} onChange={search => { onChange({ search }) }} />
    <Typed label='Tag' value={filter.tag} onChange={tag => { onChange({ tag }) }} />
    <Field label='Status'>
      <select
        value={filter.status}
        // as: the values below
        onChange={event => { onChange({ status: event.target.value as PollStatus | '' }) }}
      >
        <option value=''>Any</option>
        {pollStatuses.map(status => <option key={status} value={status}>{statusWords[status]}</option>)}
      </select>
    </Field>
    <Field label='Config'>
      <select value={filter.config} onChange={event => { onChange({ config: event.target.value }) }}>
        <option value=''>Any</option>
        {withChosen(config_names, filter.config).map(name => <option key={name} value={name}>{name}</option>)}
      </select>
    </Field>
    <Typed
      label='Created from' type='date' value={filter.from} max={filter.to}
      onChange={from => { onChange({ from }) }}
    />
    <Typed
      label='Created to' type='date' value={filter.to} min={filter.from}
      onChange={to => { onChange({ to }) }}
    />
    <Field label='Order'>
      <select
        value={filter.sort}
        // as: the values below
        onChange={event => { onChange({ sort: event.target.value as Sort }) }}
      >
        {Object.entries(sorts).map(([sort, words]) => <option key={sort} value={sort}>{words}</option>)}
      </select>
    </Field>
    {isFiltered(filter) && (
      <Button className={styles.clear} onClick={() => { onChange(cleared(filter)) }}>Clear the filters</Button>
    )}
  </div>
)

/** The address may name a config that no job was started from. */
const withChosen = (names: readonly string[], chosen: string): readonly string[] =>
  chosen === '' || names.includes(chosen) ? names : [chosen, ...names]

interface TypedProps {
  label: string
  type?: 'search' | 'date'
  value: string
  min?: string
  max?: string
  onChange: (text: string) => void
}

/** A field whose text counts once nothing was typed for a moment. */
function Typed ({ label, type = 'search', value, onChange, min, max }: TypedProps) {
  const [text, setText] = useState(value)
  useEffect(() => { setText(value) }, [value])
  useEffect(() => {
    if (text === value) return
    const timer = setTimeout(() => { onChange(text) }, PAUSE_MS)
    return () => { clearTimeout(timer) }
  }, [text, value])
  return (
    <Field label={label}>
      <input
        type={type} value={text} maxLength={200} min={min} max={max}
        onChange={event => { setText(event.target.value) }}
      />
    </Field>
  )
}
