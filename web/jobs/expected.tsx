import type { WaitingJob } from '../../core/contract/queue.ts'
import { duration } from '../ui/format.ts'
import { Time, Unknown } from '../ui/time.tsx'
import { aboutSeconds, startOf } from './expected-words.ts'

/** When a waiting job is expected to start and how long it takes, each as far as it is known. */
export function ExpectedRun ({ job }: { job: WaitingJob }) {
  const start = startOf(job, Date.now())
  const { expected_seconds, length_unknown } = job
  return (
    <>
      {start.at === null
        ? <>start <Unknown why={start.why}>not known</Unknown></>
        : <>starts about <Time at={start.at} /></>}
      {' · '}
      {expected_seconds === null
        ? <>length <Unknown why={length_unknown ?? 'The server does not say why'}>not known</Unknown></>
        : `takes about ${duration(aboutSeconds(expected_seconds))}`}
    </>
  )
}
