import { tagLabel } from '../../charts/tag-groups.ts'
import type { MetricGroup } from './metric-choices.ts'

interface MetricChoiceProps {
  groups: readonly MetricGroup[]
  tag: string
  jobs: number
  onChoose: (tag: string) => void
}

/** The metric on the chart, of those that any of the jobs has. */
export function MetricChoice ({ groups, tag, jobs, onChoose }: MetricChoiceProps) {
  const isKnown = groups.some(({ metrics }) => metrics.some(one => one.tag === tag))
  return (
    <select aria-label='Metric' value={tag} onChange={event => { onChoose(event.target.value) }}>
      {!isKnown && <option value={tag}>{tagLabel(tag)}</option>}
      {groups.map(({ key, title, metrics }) => (
        <optgroup key={key} label={title}>
          {metrics.map(({ tag, jobs: having }) => (
            <option key={tag} value={tag}>
              {tagLabel(tag)}{having < jobs && ` (${having} of ${jobs} jobs)`}
            </option>
          ))}
        </optgroup>
      ))}
    </select>
  )
}
