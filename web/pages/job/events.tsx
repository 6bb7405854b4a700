import { useLayoutEffect, useRef } from 'react'
import { useLocation, useSearch } from 'wouter'
import { relative } from '../../samples/sample-picture.tsx'
import { Card } from '../../ui/card.tsx'
import { count } from '../../ui/format.ts'
import { loadMore } from '../../ui/load-more.ts'
import { More } from '../../ui/more.tsx'
import type { Pages } from '../../ui/more.tsx'
import { Reply } from '../../ui/reply.tsx'
import { Time } from '../../ui/time.tsx'
import { useVisibleRows } from '../../ui/use-visible-rows.ts'
import { describeEvent } from './describe-event.ts'
import { eventKinds, kindIn } from './event-kinds.ts'
import { useEvents } from './use-events.ts'
import type { JobEvent } from './use-events.ts'
import styles from './events.module.css'

const ROW_PX = 30

/** What happened in a job, the newest first; the kind that is shown stands in the address. */
export function Events ({ job_id }: { job_id: string }) {
  const kind = kindIn(useSearch())
  const [path, navigate] = useLocation()
  const { query, events } = useEvents(job_id, kind)
  const tools = (
    <span className={styles.tools}>
      <select
        aria-label='Kind of event'
        value={kind ?? ''}
        onChange={({ target: { value } }) => {
          navigate(value === '' ? path : `${path}?kind=${value}`, { replace: true })
        }}
      >
        <option value=''>All kinds</option>
        {Object.entries(eventKinds).map(([name, { label }]) => <option key={name} value={name}>{label}</option>)}
      </select>
      <a className='link' download href={relative(`/api/v1/training-jobs/${job_id}/record`)}>Download the record</a>
    </span>
  )
  return (
    <Card title='Commands and events' side={tools}>
      <Reply query={query} what='The events'>
        {() => events.length === 0
          ? <p className={styles.nothing}>{kind === null ? 'Nothing has happened.' : 'Nothing of that kind.'}</p>
          : <Rows key={kind} events={events} query={query} />}
      </Reply>
    </Card>
  )
}

function Rows ({ events, query }: { events: readonly JobEvent[], query: Pages }) {
  const { box, rows, height, measure } = useVisibleRows(events.length, ROW_PX, () => {
    loadMore(query)
  })
  const newest = useRef(events[0]?.seq)
  // What is read stays where it is when events come above it.
  useLayoutEffect(() => {
    const added = events.findIndex(({ seq }) => seq === newest.current)
    newest.current = events[0]?.seq
    if (box.current !== null && box.current.scrollTop > 0 && added > 0) box.current.scrollTop += added * ROW_PX
  }, [events[0]?.seq])
  return (
    <div ref={box} className={styles.box} tabIndex={0} role='region' aria-label='Events, the newest first'>
      <ol style={{ height }} className={styles.events}>
        {rows.map(({ index, start }) => {
          const event = events[index]
          return event !== undefined && (
            <li
              key={event.seq} ref={measure} data-index={index} className={styles.event}
              style={{ transform: `translateY(${start}px)` }}
            >
              <span className='dim'><Time at={event.timestamp} /></span>
              <span className={styles.text} dir='auto'>{describeEvent(event)}</span>
              <span className='dim' title='Number of the event within the job'>{count(event.seq)}</span>
            </li>
          )
        })}
      </ol>
      <More query={query}>Earlier ones</More>
    </div>
  )
}
