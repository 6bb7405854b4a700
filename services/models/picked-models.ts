import { readModelMarks } from '../../core/contract/models.ts'
import { createJobRecords } from '../files/job-records.ts'

/** Which model of a job a person chose: one at most. It is kept in the folder of the job. */
export interface PickedModels {
  of: (job_id: string) => string | null
  /** On the disk before it returns; null: none is chosen. */
  pick: (job_id: string, model_id: string | null) => Promise<void>
}

interface PickedModelsDeps { job_dir: (job_id: string) => string, report: (message: string) => void }

/** The choices in `model-marks.json` of each job. */
export function createPickedModels ({ job_dir, report }: PickedModelsDeps): PickedModels {
  const records = createJobRecords({
    file: 'model-marks.json', read: readModelMarks, job_dir,
    onDamage: problem => { report(`${problem}; no model of it is shown as chosen`) }
  })
  return {
    of: job_id => records.of(job_id)?.picked ?? null,
    async pick (job_id, picked) {
      await records.change(job_id, kept => ({ v: 1, ...kept, picked }))
    }
  }
}
