import type { TrainingState } from '../../../core/contract/training.ts'
import type { JobDetails } from '../../jobs/job-details.ts'

/** The state of a job: the stream's, unless the job's reply is newer. */
export const newestState = ({ state }: JobDetails, live: TrainingState | undefined): TrainingState =>
  live !== undefined && live.seq >= state.seq ? live : state
