import { join } from 'node:path'
import { readModelMarks } from '../../core/contract/models.ts'
import type { ModelMarksFile } from '../../core/contract/models.ts'
import { openKeptRecord } from '../files/kept-record.ts'
import type { KeptRecord } from '../files/kept-record.ts'
import { createKeyedSerialiser } from '../files/serialise.ts'

/** Which model of a job a person chose: one at most. It is kept in the folder of the job. */
export interface PickedModels {
  of: (job_id: string) => string | null
  /** On the disk before it returns; null: none is chosen. */
  pick: (job_id: string, model_id: string | null) => Promise<void>
}

interface PickedModelsDeps { job_dir: (job_id: string) => string, report: (message: string) => void }

const FILE = 'model-marks.json'

/** Reads the file of a job when its models are first shown. */
export function createPickedModels ({ job_dir, report }: PickedModelsDeps): PickedModels {
  const files = new Map<string, KeptRecord<ModelMarksFile>>()
  const changes = createKeyedSerialiser<string>()

  function fileOf (job_id: string): KeptRecord<ModelMarksFile> {
    const known = files.get(job_id)
    if (known !== undefined) return known
    const opened = openKeptRecord(join(job_dir(job_id), FILE), readModelMarks, problem => {
      report(`${job_id}/${problem}; no model of it is shown as chosen`)
    })
    files.set(job_id, opened)
    return opened
  }

  return {
    of: job_id => fileOf(job_id).get()?.picked ?? null,
    async pick (job_id, model_id) {
      await changes.run(job_id, async () => {
        const file = fileOf(job_id)
        await file.write({ ...file.get() ?? { v: 1 }, picked: model_id })
      })
    }
  }
}
