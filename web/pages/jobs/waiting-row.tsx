import { ArrowDown, ArrowUp, GripVertical } from 'lucide-react'
import { useMutation } from '@tanstack/react-query'
import { Link } from 'wouter'
import type { WaitingJob } from '../../../core/contract/queue.ts'
import { useApi } from '../../api/use-api.ts'
import { ExpectedRun } from '../../jobs/expected.tsx'
import { createJobActs } from '../../jobs/job-acts.ts'
import { Button } from '../../ui/button.tsx'
import { Refused } from '../../ui/refused.tsx'
import { Time } from '../../ui/time.tsx'
import styles from './jobs.module.css'

interface WaitingRowProps {
  job: WaitingJob
  /** From 1. */
  place: number
  /** The last place it can be moved to. */
  last: number
  /** Why it cannot be moved further down. */
  why_last: string
  isDragged: boolean
  onDrag: (job_id: string | null) => void
  onDrop: () => void
  /** To a place, from 0. */
  onMove: (to: number) => void
}

/** A waiting job: why it waits, and its place, which is changed by drag, buttons or Alt with the arrows. */
export function WaitingRow ({ job, place, last, why_last, isDragged, onDrag, onDrop, onMove }: WaitingRowProps) {
  const acts = createJobActs(useApi(), job.job_id)
  const takeOut = useMutation({ mutationFn: () => acts.stop({}) })
  return (
    <li
      className={`${styles.row} ${isDragged ? styles.dragged : ''}`} draggable
      onDragStart={() => { onDrag(job.job_id) }} onDragEnd={() => { onDrag(null) }}
      onDragOver={event => { event.preventDefault() }} onDrop={onDrop}
      onKeyDown={event => {
        if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return
        event.preventDefault()
        onMove(place - 1 + (event.key === 'ArrowUp' ? -1 : 1))
      }}
    >
      <GripVertical size={16} className={styles.grip} aria-hidden='true' />
      <span className={styles.place}>{place}</span>
      <div className={styles.what}>
        <Link href={`/jobs/${job.job_slug}`}><b dir='auto'>{job.name}</b></Link>
        <p>
          {job.queue?.waiting_for}
          {job.priority !== 0 && ` · priority ${job.priority}`}
          {job.queue?.not_before != null && <> · not before <Time at={job.queue.not_before} /></>}
        </p>
        <p><ExpectedRun job={job} /></p>
        <Refused error={takeOut.error} />
      </div>
      <div className={styles.acts}>
        <Button
          kind='ghost' repeats aria-label={`Move ${job.name} up`} blocked={place === 1 ? 'It is the first' : null}
          onClick={() => { onMove(place - 2) }}
        >
          <ArrowUp size={16} aria-hidden='true' />
        </Button>
        <Button
          kind='ghost' repeats aria-label={`Move ${job.name} down`} blocked={place >= last ? why_last : null}
          onClick={() => { onMove(place) }}
        >
          <ArrowDown size={16} aria-hidden='true' />
        </Button>
        <Button
          busy={takeOut.isPending} onClick={() => { takeOut.mutate() }}
        >
          Take out<span className='hidden'> {job.name}</span>
        </Button>
      </div>
    </li>
  )
}
