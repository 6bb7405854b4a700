import { readSampleMarks } from '../../core/contract/samples.ts'
import type { SampleMark, SampleMarkChange } from '../../core/contract/samples.ts'
import { createJobRecords } from '../files/job-records.ts'

/** What people think of the samples of a job: stars and notes, in its folder. */
export interface SampleMarks {
  of: (job_id: string, sample_id: string) => SampleMark
  /** On the disk before it returns. */
  change: (job_id: string, sample_id: string, change: SampleMarkChange) => Promise<SampleMark>
}

interface SampleMarksDeps { job_dir: (job_id: string) => string, report: (message: string) => void }

const unmarked: SampleMark = Object.freeze({ starred: false, notes: '' })

/** The marks in `sample-marks.json` of each job. */
export function createSampleMarks ({ job_dir, report }: SampleMarksDeps): SampleMarks {
  const records = createJobRecords({
    file: 'sample-marks.json', read: readSampleMarks, job_dir,
    onDamage: problem => { report(`${problem}; its stars and notes are not shown`) }
  })
  const of = (job_id: string, sample_id: string): SampleMark => {
    const { starred, notes } = records.of(job_id)?.marks[sample_id] ?? unmarked
    return { starred, notes }
  }
  return {
    of,
    async change (job_id, sample_id, change) {
      await records.change(job_id, kept => {
        const { marks, ...rest } = kept ?? { v: 1, marks: {} }
        return { ...rest, marks: { ...marks, [sample_id]: { ...of(job_id, sample_id), ...change } } }
      })
      return of(job_id, sample_id)
    }
  }
}
