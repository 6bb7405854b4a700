import { deliveryClass } from '../../core/contract/events.ts'
import type { TrainingState } from '../../core/contract/training.ts'
import type { JobUpdate } from '../../core/contract/job-views.ts'
import type { PollStatus } from '../../core/contract/jobs.ts'
import { summarizeJob, toTheSecond } from '../../core/domain/job/job-summary.ts'
import type { Clock } from '../../core/domain/clock.ts'
import { timestampNow } from '../../core/domain/clock.ts'
import { isFinal, pollStatus } from '../../core/domain/job/poll-status.ts'
import type { StreamJob, StreamJobs } from '../../services/jobs/stream-jobs.ts'
import type { Message, View } from './view.ts'
import { textFrame } from './ws-frame.ts'

/** The updates of one job. */
export interface JobUpdateView extends View {
  /** Where the job stands now, for one client that connects. */
  hello: (job: StreamJob) => string[]
  /** Where the job stands now, for all its clients. */
  update: (job: StreamJob) => Message
}

interface JobUpdateViewDeps {
  clock: Clock
  jobs: Pick<StreamJobs, 'find'>
  /** Memory in use on the GPU, GB; null where it is not known. */
  gpu_memory_gb: () => number | null
}

/**
 * The codec of the job updates: one untyped object that is always complete. A change of the status is sent at once,
 * everything else with the periodic update.
 */
export function createJobUpdateView ({ clock, jobs, gpu_memory_gb }: JobUpdateViewDeps): JobUpdateView {
  /** The status that all clients of each job know. */
  const sent = new Map<string, PollStatus>()

  function update (job: StreamJob, state: TrainingState = job.stateNow()): Message {
    const message = describe(job, state)
    sent.set(job.job_id, pollStatus(state.status))
    return message
  }

  function describe (job: StreamJob, state: TrainingState): Message {
    const { batch_size } = job
    const { status, progress, ...metrics } = summarizeJob(state)
    const over = job.over && isFinal(status) // of several events of one moment only the last is the end
    const message: JobUpdate = {
      job_id: state.job_slug ?? job.job_id,
      status,
      progress: round(progress * 100, 100),
      ...metrics,
      loss: state.loss,
      eval_loss: state.validation?.validation_loss ?? null,
      samples_per_second:
        state.steps_per_second === null || batch_size === null ? null : round(state.steps_per_second * batch_size, 100),
      gpu_memory_allocated_gb: gpu_memory_gb(),
      eta_seconds: state.eta_seconds === null ? null : round(state.eta_seconds, 10),
      timestamp: toTheSecond(timestampNow(clock)),
      complete: over
    }
    return {
      topic: 'update', key: over ? null : job.job_id, text: JSON.stringify(message), carries_cursor: false, ref: null
    }
  }

  return {
    name: 'job-updates',
    momentary: true,
    frame: textFrame,
    encode ({ job_id, event, state }) {
      if (deliveryClass[event.type] !== 'lossless' || pollStatus(state.status) === sent.get(job_id)) return []
      const job = jobs.find(job_id)
      return job === null ? [] : [update(job, state)]
    },
    replay: () => [], // the next periodic update has the present state
    replayComplete: () => [],
    bookmark: () => [],
    source: () => () => { sent.clear() },
    hello (job) {
      // The others may not know yet what a new client reads at once.
      const state = job.stateNow()
      if (!sent.has(job.job_id)) sent.set(job.job_id, pollStatus(state.status))
      return [describe(job, state).text]
    },
    update
  }
}

const round = (value: number, parts: number): number => Math.round(value * parts) / parts
