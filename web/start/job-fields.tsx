import { useQuery } from '@tanstack/react-query'
import { useApi } from '../api/use-api.ts'
import { Field } from '../ui/field.tsx'
import { wholeQueueQuery } from './queries.ts'
import type { Draft } from './use-draft.ts'
import styles from './start.module.css'

/** What is asked of a training besides its config. */
export function JobFields ({ draft, onChange }: { draft: Draft, onChange: (fields: Partial<Draft>) => void }) {
  const queue = useQuery(wholeQueueQuery(useApi())).data
  const others = queue?.waiting ?? []
  return (
    <div className={styles.fields}>
      <Field label='Name'>
        <input
          value={draft.name} maxLength={200} dir='auto' required
          onChange={event => { onChange({ name: event.target.value }) }}
        />
      </Field>
      <Field label='Tags, with commas'>
        <input value={draft.tags.join(',')} onChange={event => { onChange({ tags: tagsOf(event.target.value) }) }} />
      </Field>
      <Field label='Priority'>
        <input
          type='number' min={-100} max={100} step={1} value={draft.priority}
          onChange={event => { onChange({ priority: Math.round(event.target.valueAsNumber || 0) }) }}
        />
      </Field>
      <Field label='Device'>
        <select value={draft.device} onChange={event => { onChange({ device: event.target.value }) }}>
          <option value='auto'>Any that fits</option>
          {queue?.devices.map(({ device, name }) => <option key={device} value={device}>{name}</option>)}
        </select>
      </Field>
      <Field label='After'>
        <select value={draft.after} onChange={event => { onChange({ after: event.target.value }) }}>
          <option value=''>Nothing</option>
          {others.map(({ job_id, name }) => <option key={job_id} value={job_id}>{name}</option>)}
        </select>
      </Field>
    </div>
  )
}

/** The text is kept as it is typed, so that a comma can be typed; blanks go when it is sent. */
const tagsOf = (text: string): string[] => text === '' ? [] : text.split(',').map(tag => tag.trimStart())
