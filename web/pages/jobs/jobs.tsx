import { useStaleClass } from '../../live/use-live.ts'
import { StartButton } from '../../start/start-button.tsx'
import { Heading } from '../../ui/heading.tsx'
import { History } from './history.tsx'
import { QueuePart } from './queue-part.tsx'
import styles from './jobs.module.css'

/** What waits, what runs, and everything that was. */
export function Jobs () {
  const stale = useStaleClass()
  return (
    <>
      <Heading><h1>Jobs</h1><StartButton kind='primary' label='New training' /></Heading>
      <div className={`${styles.parts} ${stale}`}>
        <QueuePart />
        <History />
      </div>
    </>
  )
}
