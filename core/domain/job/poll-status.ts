import type { PollStatus } from '../../contract/jobs.ts'
import type { TrainingStatusWord } from '../../contract/values.ts'

const words: Record<TrainingStatusWord, PollStatus> = {
  idle: 'idle',
  initialized: 'idle',
  queued: 'queued',
  starting: 'running',
  running: 'running',
  stopping: 'running',
  paused: 'paused',
  stopped: 'stopped',
  completed: 'succeeded',
  error: 'failed'
}

/** A status in the words of the polling API; succeeded, failed and stopped are final. */
export const pollStatus = (status: TrainingStatusWord): PollStatus => words[status]

/** Whether nothing follows it, unless the job is queued again. */
export const isFinal = (status: PollStatus): boolean =>
  status === 'succeeded' || status === 'failed' || status === 'stopped'
