import type { TrainingState } from '../../../core/contract/training.ts'
import type { JobDetails } from '../../jobs/job-details.ts'
import { useJobState } from '../../live/use-live.ts'

/** The state of a job: the stream's, unless the job's reply is newer. */
export function useNewestState ({ job_id, state }: JobDetails): TrainingState {
  const live = useJobState(job_id)
  return live !== undefined && live.seq >= state.seq ? live : state
}
