import type { PollStatus } from '../../../core/contract/jobs.ts'

export type { PollStatus }

const words: Record<PollStatus, string> = {
  idle: 'Not queued', queued: 'Waiting', running: 'Running', paused: 'Paused', succeeded: 'Finished', failed: 'Failed',
  stopped: 'Stopped'
}
export const statusWords = words
export const pollStatuses = Object.keys(words) as PollStatus[] // as: the keys are those
