import type { TrainingState } from '../../core/contract/training.ts'
import { Time, Unknown } from '../ui/time.tsx'
import { duration } from '../ui/format.ts'

/** Time left, and the time of day when it ends; why it is not known where it is not. */
export function TimeLeft ({ state }: { state: TrainingState }) {
  const { eta_seconds, updated_at, is_training, started_at } = state
  if (!is_training) return <Ended {...state} />
  if (eta_seconds === null || updated_at === null) {
    const why = state.status === 'paused' ? 'Held: no step is being trained' : 'Not known before two steps are done'
    return <><b>Time left <Unknown why={why} /></b><span>started <Time at={started_at} /></span></>
  }
  const ends_at = new Date(Date.parse(updated_at) + eta_seconds * 1000).toISOString()
  return (
    <>
      <b><span data-field='eta_seconds'>{duration(eta_seconds)}</span> left</b>
      <span>ends at <Time at={ends_at} /> · started <Time at={started_at} /></span>
    </>
  )
}

type Ends = Pick<TrainingState, 'started_at' | 'ended_at' | 'elapsed_seconds'>

const Ended = ({ started_at, ended_at, elapsed_seconds }: Ends) => (
  <>
    <b>{ended_at === null ? 'Not at work' : <>Ended <Time at={ended_at} /></>}</b>
    {started_at !== null && <span>after {duration(elapsed_seconds)} · started <Time at={started_at} /></span>}
  </>
)
