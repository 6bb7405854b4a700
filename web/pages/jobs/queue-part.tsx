import { useState } from 'react'
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from 'wouter'
import type { Queue } from '../../../core/contract/queue.ts'
import { read } from '../../api/client.ts'
import { useApi } from '../../api/use-api.ts'
import { useJobState } from '../../live/use-live.ts'
import { FollowEnds } from '../../jobs/follow-ends.tsx'
import { ProgressBar } from '../../jobs/progress-bar.tsx'
import { StatusBadge } from '../../jobs/status-badge.tsx'
import { standingOf } from '../../jobs/status.ts'
import { TimeLeft } from '../../jobs/time-left.tsx'
import { announce } from '../../ui/announcer.tsx'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { count } from '../../ui/format.ts'
import { More } from '../../ui/more.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Reply } from '../../ui/reply.tsx'
import { queuePagesQuery } from './queries.ts'
import { hasMore, inOrder, lastPlace, loadedOf, moveOf } from './queue-order.ts'
import { WaitingRow } from './waiting-row.tsx'
import styles from './jobs.module.css'

/** The devices and what they train, and what waits for them, in its order. */
export function QueuePart () {
  const api = useApi()
  const client = useQueryClient()
  const queue = useInfiniteQuery(queuePagesQuery(api))
  const hold = useMutation({
    mutationFn: (held: boolean) => read(api.PATCH('/api/v1/queue', { body: { held } })),
    onSuccess: async () => { await client.invalidateQueries({ queryKey: ['queue'] }) }
  })
  const first = queue.data?.pages[0]
  return (
    <Card
      title='Queue'
      side={first !== undefined && <HoldButton held={first.held} onHold={held => { hold.mutate(held) }} />}
    >
      {hold.error !== null && <Notice tone='bad'>{hold.error.message}</Notice>}
      <Reply query={queue} what='The queue'>
        {({ pages }) => (
          <>
            {pages[0]?.held === true && (
              <Notice tone='hold'>The queue is held: no job starts. Those at work go on.</Notice>
            )}
            <ul className={styles.devices}>
              {pages[0]?.devices.map(device => <DeviceRow key={device.device} device={device} />)}
            </ul>
            <WaitingJobs pages={pages} />
            {pages[0]?.waiting.length !== 0 && (
              <FollowEnds devices={pages[0]?.devices ?? []} since={queue.dataUpdatedAt} />
            )}
            <More query={queue}>More waiting jobs</More>
          </>
        )}
      </Reply>
    </Card>
  )
}

/** The waiting jobs that are loaded, to be put in another order. */
function WaitingJobs ({ pages }: { pages: readonly Queue[] }) {
  const { reorder, problem } = useReorder()
  const [dragged, setDragged] = useState<string | null>(null)
  const waiting = loadedOf(pages)
  const total = pages.at(-1)?.total_waiting ?? 0
  return (
    <>
      {problem !== null && <Notice tone='bad'>{problem}</Notice>}
      {waiting.length === 0 && <p className={styles.nothing}>Nothing waits.</p>}
      <ol className={styles.waiting} aria-label='Waiting jobs'>
        {waiting.map((job, index) => (
          <WaitingRow
            key={job.job_id} job={job} place={index + 1} last={lastPlace(pages)} isDragged={dragged === job.job_id}
            why_last={hasMore(pages) ? 'The jobs after it are not loaded' : 'It is the last'}
            onDrag={setDragged} onMove={to => { reorder(pages, job.job_id, to) }}
            onDrop={() => {
              if (dragged !== null && dragged !== job.job_id) reorder(pages, dragged, index)
              setDragged(null)
            }}
          />
        ))}
      </ol>
      {hasMore(pages) && (
        <p className={styles.nothing}>{count(waiting.length)} of {count(total)} waiting jobs are shown.</p>
      )}
    </>
  )
}

const HoldButton = ({ held, onHold }: { held: boolean, onHold: (held: boolean) => void }) => (
  <Button onClick={() => { onHold(!held) }}>{held ? 'Release the queue' : 'Hold the queue'}</Button>
)

/** Moves a waiting job: at once on the screen, and back with the reason when the server refuses. */
function useReorder () {
  const api = useApi()
  const client = useQueryClient()
  const { queryKey } = queuePagesQuery(api)
  const move = useMutation({
    mutationFn: ({ job, before }: { job: string, before: string | null }) =>
      read(api.POST('/api/v1/training-jobs/{job}/reorder', { params: { path: { job } }, body: { before } })),
    onSettled: () => { void client.invalidateQueries({ queryKey: ['queue'] }) }
  })
  function reorder (pages: readonly Queue[], job: string, to: number): void {
    const next = moveOf(pages, job, to)
    if (next === null) return
    const { order, at, before } = next
    client.setQueryData(queryKey, data => data && { ...data, pages: inOrder(data.pages, order) })
    const total = pages.at(-1)?.total_waiting ?? order.length
    announce(`${order[at]?.name ?? 'The job'} is now number ${at + 1} of ${total}`)
    move.mutate({ job, before })
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
            <Link dir='auto' className='cut' title={state.job_name ?? undefined} href={`/jobs/${state.job_slug}`}>
              {state.job_name}
            </Link>
            <StatusBadge standing={standingOf(state)} />
            <div className={styles.bar}><ProgressBar state={state} /></div>
            <span className={styles.when}><TimeLeft state={state} /></span>
          </>
          )}
    </li>
  )
}
