import { useState } from 'react'
import { useQuery } from '@tanstack/react-query'
import { X } from 'lucide-react'
import { jobSearchQuery } from '../../api/queries.ts'
import { useApi } from '../../api/use-api.ts'
import { lineStyle } from '../../charts/line-style.ts'
import { Swatch } from '../../charts/swatch.tsx'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import type { JobDetails } from '../../jobs/job-details.ts'
import styles from './compare.module.css'

interface JobChoiceProps {
  jobs: readonly JobDetails[]
  /** Whether no other job may be added. */
  isFull: boolean
  onAdd: (job_slug: string) => void
  onLeaveOut: (job: JobDetails) => void
}

/** The jobs that are compared, each with its line; others are found by name. */
export function JobChoice ({ jobs, isFull, onAdd, onLeaveOut }: JobChoiceProps) {
  const [text, setText] = useState('')
  const found = useQuery({ ...jobSearchQuery(useApi(), text.trim()), enabled: text.trim() !== '' }).data?.jobs ?? []
  const slugs = jobs.map(({ job_slug }) => job_slug)
  const others = text.trim() === '' || isFull ? [] : found.filter(({ job_slug }) => !slugs.includes(job_slug))
  return (
    <Card className={styles.choice}>
      <ul className={styles.chosen} aria-label='Compared jobs'>
        {jobs.map((job, place) => (
          <li key={job.job_id}>
            <Swatch {...lineStyle(place)} /><span className='cut' dir='auto' title={job.name}>{job.name}</span>
            <Button
              kind='ghost' aria-label={`Leave ${job.name} out`}
              onClick={() => { onLeaveOut(job) }}
            >
              <X size={14} aria-hidden='true' />
            </Button>
          </li>
        ))}
      </ul>
      {!isFull && (
        <input
          type='search' value={text} placeholder='Add a job by its name' aria-label='Add a job by its name'
          className={styles.search} onChange={event => { setText(event.target.value) }}
        />
      )}
      {others.length > 0 && (
        <ul className={styles.found} aria-label='Found jobs'>
          {others.map(job => (
            <li key={job.job_id}>
              <Button onClick={() => { setText(''); onAdd(job.job_slug) }}>
                <span className='cut' dir='auto'>{job.name}</span> <span className='dim'>{job.job_number}</span>
              </Button>
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}
