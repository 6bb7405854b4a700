import { gib } from '../../../ui/format.ts'
import { Unknown } from '../../../ui/time.tsx'
import { nearestReading } from './readings.ts'
import type { Reading } from './readings.ts'
import type { JobPart } from './job-part.ts'
import type { LoadView } from './load-chart.tsx'
import styles from './load.module.css'

interface JobLegendProps { memory: string, view: LoadView, partOf: (reading: Reading) => JobPart | null }

/** What the line of the trainings means, with its value at the newest reading or under the cursor. */
export function JobLegend ({ memory, view, partOf }: JobLegendProps) {
  const part = partAt(view, partOf)
  if (part === null) return null
  return (
    <li>
      <i className={styles.jobSwatch} />
      {memory} of the {part.jobs === 1 ? 'job' : 'jobs'} alone{' '}
      <b>{part.value === null ? <Unknown why={part.problem ?? 'Not measured'} /> : gib(part.value)}</b>
    </li>
  )
}

/** Why the memory of the trainings is not known, where it is not. */
export function JobMemoryProblem ({ memory, view, partOf }: JobLegendProps) {
  const part = partAt(view, partOf)
  if (part?.value !== null || part.problem === null) return null
  return (
    <p className={styles.problem}>
      How much {memory} the {part.jobs === 1 ? 'job' : 'jobs'} alone {part.jobs === 1 ? 'uses' : 'use'} is not known:
      {' '}{part.problem}.
    </p>
  )
}

function partAt ({ readings, cursor, interval_ms }: LoadView, partOf: JobLegendProps['partOf']): JobPart | null {
  const reading = cursor === null ? readings.at(-1) ?? null : nearestReading(readings, cursor, interval_ms)
  return reading === null ? null : partOf(reading)
}
