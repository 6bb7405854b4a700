import { useState } from 'react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from 'wouter'
import type { Queue } from '../../../core/contract/jobs.ts'
import { read } from '../../api/client.ts'
import { queueQuery } from '../../api/queries.ts'
import { useApi } from '../../api/use-api.ts'
import { useJobState } from '../../live/use-live.ts'
import { ProgressBar } from '../../jobs/progress-bar.tsx'
import { StatusBadge } from '../../jobs/status-badge.tsx'
import { standingOf } from '../../jobs/status.ts'
import { TimeLeft } from '../../jobs/time-left.tsx'
import { announce } from '../../ui/announcer.tsx'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Reply } from '../../ui/reply.tsx'
import { moved } from './moved.ts'
import { WaitingRow } from './waiting-row.tsx'
import styles from './jobs.module.css'

/** The devices and what they train, and what waits for them, in its order. */
export function QueuePart () {
  const api = useApi()
  const client = useQueryClient()
  const query = queueQuery(api)
  const queue = useQuery(query)
  const hold = useMutation({
    mutationFn: (held: boolean) => read(api.PATCH('/api/v1/queue', { body: { held } })),
    onSuccess: now => { client.setQueryData(query.queryKey, now) }
  })
  const { reorder, problem } = useReorder()
  const [dragged, setDragged] = useState<string | null>(null)
  return (
    <Card
      title='Queue'
      side={queue.data !== undefined && (
        <HoldButton held={queue.data.held} onHold={held => { hold.mutate(held) }} />
      )}
    >
      {problem !== null && <Notice tone='bad'>{problem}</Notice>}
      {hold.error !== null && <Notice tone='bad'>{hold.error.message}</Notice>}
      <Reply query={queue} what='The queue'>
        {({ devices, waiting, held }) => (
          <>
            {held && <Notice tone='hold'>The queue is held: no job starts. Those at work go on.</Notice>}
            <ul className={styles.devices}>
              {devices.map(device => <DeviceRow key={device.device} device={device} />)}
            </ul>
            {waiting.length === 0 && <p className={styles.nothing}>Nothing waits.</p>}
            <ol className={styles.waiting} aria-label='Waiting jobs'>
              {waiting.map((job, index) => (
                <WaitingRow
                  key={job.job_id} job={job} place={index + 1} last={waiting.length} isDragged={dragged === job.job_id}
                  onDrag={setDragged} onMove={to => { reorder(waiting, job.job_id, to) }}
                  onDrop={() => {
                    if (dragged !== null && dragged !== job.job_id) reorder(waiting, dragged, index)
                    setDragged(null)
                  }}
                />
              ))}
            </ol>
          </>
        )}
      </Reply>
    </Card>
  )
}

const HoldButton = ({ held, onHold }: { held: boolean, onHold: (held: boolean) => void }) => (
  <Button onClick={() => { onHold(!held) }}>{held ? 'Release the queue' : 'Hold the queue'}</Button>
)

/** Moves a waiting job: at once on the screen, and back with the reason when the server refuses. */
function useReorder () {
  const api = useApi()
  const client = useQueryClient()
  const { queryKey } = queueQuery(api)
  const move = useMutation({
    mutationFn: ({ job, before }: { job: string, before: string | null }) =>
      read(api.POST('/api/v1/training-jobs/{job}/reorder', { params: { path: { job } }, body: { before } })),
    onSettled: () => { void client.invalidateQueries({ queryKey }) }
  })
  function reorder (waiting: Queue['waiting'], job: string, to: number): void {
    const next = moved(waiting, ({ job_id }) => job_id === job, to)
    if (next === null) return
    client.setQueryData<Queue>(queryKey, queue => queue === undefined ? undefined : { ...queue, waiting: next })
    const at = next.findIndex(({ job_id }) => job_id === job)
    announce(`${next[at]?.name ?? 'The job'} is now number ${at + 1} of ${next.length}`)
    move.mutate({ job, before: next[at + 1]?.job_id ?? null })
  }
  return { reorder, problem: move.error?.message ?? null }
}

function DeviceRow ({ device: { device, name, job_id } }: { device: Queue['devices'][number] }) {
  const state = useJobState(job_id)
  return (
    <li className={styles.device}>
      <b>{device === 'cpu' ? 'CPU' : name}</b>
      {state === undefined
        ? <span className='sub'>{job_id === null ? 'free' : 'taken'}</span>
        : (
          <>
            <Link href={`/jobs/${state.job_slug}`} className='cut'>{state.job_name}</Link>
            <StatusBadge standing={standingOf(state)} />
            <div className={styles.bar}><ProgressBar state={state} /></div>
            <span className={styles.when}><TimeLeft state={state} /></span>
          </>
          )}
    </li>
  )
}
