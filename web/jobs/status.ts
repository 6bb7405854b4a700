import type { JobSummary } from '../../core/contract/jobs.ts'
import type { TrainingState } from '../../core/contract/training.ts'
import type { Reason } from '../../core/contract/values.ts'
import type { Tone } from '../ui/dot.tsx'

export interface Standing { tone: Tone, words: string }

const phases: Partial<Record<TrainingState['phase'], string>> = {
  loading: 'loading', caching: 'caching', sampling: 'sampling', validating: 'validating', backing_up: 'backing up',
  saving: 'saving', training: 'training'
}

const stopping: typeof phases = { saving: 'stopping, saving', backing_up: 'stopping, backing up' }

type StateWords = Pick<TrainingState, 'status' | 'phase' | 'is_training'>

/** The status of a training in words, as its badge shows it. */
export function standingOf ({ status, phase, is_training }: StateWords): Standing {
  switch (status) {
    case 'running': return { tone: 'ok', words: phases[phase] ?? 'running' }
    case 'starting': return { tone: 'ok', words: phases[phase] ?? 'starting' }
    case 'stopping': return { tone: 'warn', words: stopping[phase] ?? 'stopping' }
    case 'paused': return { tone: 'hold', words: is_training ? 'held in memory' : 'paused' }
    case 'queued': return { tone: 'plain', words: 'waiting' }
    case 'completed': return { tone: 'ok', words: 'finished' }
    case 'stopped': return { tone: 'plain', words: 'stopped' }
    case 'error': return { tone: 'bad', words: 'failed' }
    case 'idle': case 'initialized': return { tone: 'plain', words: 'not queued' }
  }
}

type SummaryWords = Pick<JobSummary, 'job_status' | 'phase' | 'status'>

/** The same of a job in a list. */
export const standingOfSummary = ({ job_status, phase, status }: SummaryWords): Standing =>
  standingOf({ status: job_status, phase, is_training: status === 'running' || job_status === 'paused' })

/** Why an attempt ended, in words. */
export const reasonWords: Record<Reason, string> = {
  finished: 'finished',
  user_stop: 'stopped on request',
  released: 'paused, device released',
  launch_failed: 'the trainer could not be launched',
  start_failed: 'the trainer did not start',
  start_timeout: 'the trainer was not ready in time',
  trainer_exit: 'the trainer exited',
  trainer_error: 'the trainer reported an error',
  out_of_memory: 'out of memory',
  cuda_oom: 'out of GPU memory',
  oom_killed: 'killed by the kernel, out of memory',
  killed_externally: 'killed from outside',
  loss_nan: 'the loss became NaN',
  disk_full: 'the disk is full',
  save_failed: 'the model could not be saved',
  nothing_trained: 'nothing was trained',
  supervisor_lost: 'its runner was lost',
  machine_restarted: 'the machine restarted',
  dependency_failed: 'a job before it did not succeed',
  record_damaged: 'its record is damaged'
}
