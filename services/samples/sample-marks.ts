import { join } from 'node:path'
import { readSampleMarks } from '../../core/contract/samples.ts'
import type { SampleMark, SampleMarkChange, SampleMarksFile } from '../../core/contract/samples.ts'
import { openKeptRecord } from '../files/kept-record.ts'
import type { KeptRecord } from '../files/kept-record.ts'
import { createKeyedSerialiser } from '../files/serialise.ts'

/** What people think of the samples of a job: stars and notes, in its folder. */
export interface SampleMarks {
  of: (job_id: string, sample_id: string) => SampleMark
  /** On the disk before it returns. */
  change: (job_id: string, sample_id: string, change: SampleMarkChange) => Promise<SampleMark>
}

interface SampleMarksDeps { job_dir: (job_id: string) => string, report: (message: string) => void }

const FILE = 'sample-marks.json'
const unmarked: SampleMark = Object.freeze({ starred: false, notes: '' })

/** Reads the file of a job when one of its samples is first shown. */
export function createSampleMarks ({ job_dir, report }: SampleMarksDeps): SampleMarks {
  const files = new Map<string, KeptRecord<SampleMarksFile>>()
  const changes = createKeyedSerialiser<string>()

  function fileOf (job_id: string): KeptRecord<SampleMarksFile> {
    const known = files.get(job_id)
    if (known !== undefined) return known
    const onDamage = (problem: string): void => { report(`${job_id}/${problem}; its stars and notes are not shown`) }
    const opened = openKeptRecord(join(job_dir(job_id), FILE), readSampleMarks, onDamage)
    files.set(job_id, opened)
    return opened
  }

  const of = (job_id: string, sample_id: string): SampleMark => {
    const { starred, notes } = fileOf(job_id).get()?.marks[sample_id] ?? unmarked
    return { starred, notes }
  }

  return {
    of,
    async change (job_id, sample_id, change) {
      return await changes.run(job_id, async () => {
        const file = fileOf(job_id)
        const kept = file.get() ?? { v: 1, marks: {} }
        const mark = { ...of(job_id, sample_id), ...change }
        await file.write({ ...kept, marks: { ...kept.marks, [sample_id]: mark } })
        return mark
      })
    }
  }
}
