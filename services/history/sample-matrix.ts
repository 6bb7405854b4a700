import { MOST_COMPARED_JOBS } from '../../core/contract/sample-matrix.ts'
import type { MatrixQuery, SampleMatrix } from '../../core/contract/sample-matrix.ts'
import type { Sample } from '../../core/contract/samples.ts'
import { counts } from '../../core/domain/job/attempt-spans.ts'
import { arrangeSamples } from '../../core/domain/samples/sample-matrix.ts'
import type { SampledJob } from '../../core/domain/samples/sample-matrix.ts'
import type { PlacedRows, SamplesById } from '../samples/samples.ts'
import type { MetricRows } from '../store/metric-rows.ts'
import { jobsIn } from '../../core/domain/query-params.ts'
import type { HistoryJob } from './history-job.ts'
import { yieldTurn } from '../store/yield-turn.ts'

export interface MatrixDeps {
  metrics: Pick<MetricRows, 'spans'>
  samples: PlacedRows
  samplesById: SamplesById
  find: (ref: string) => HistoryJob
}

/** Samples of several jobs side by side. Errors: job_not_found, job_damaged, invalid_request. */
export async function sampleMatrix (
  { metrics, samples, samplesById, find }: MatrixDeps, query: MatrixQuery
): Promise<SampleMatrix> {
  const jobs = jobsIn(query.jobs, MOST_COMPARED_JOBS, find)
  const sampled: SampledJob[] = []
  for (const { job_number, steps_per_epoch, total_steps } of jobs) {
    const { current } = await metrics.spans(job_number)
    const all = await samples.placed(job_number)
    sampled.push({ steps_per_epoch, total_steps, samples: all.filter(one => counts(current, one)) })
    await yieldTurn()
  }
  const { rows, ...matrix } = arrangeSamples(sampled, query)
  const drawn = await samplesById(rows.flatMap(({ cells }) => cells.flat().filter(id => id !== null)))
  const shown = (id: string | null): Sample | null => id === null ? null : drawn.get(id) ?? null
  return {
    align: query.align,
    jobs: jobs.map(({ job_id, job_number, job_name: name }) => ({ job_id, job_number, name })),
    ...matrix,
    rows: rows.map(({ cells, ...row }) => ({ ...row, cells: cells.map(cell => cell.map(shown)) }))
  }
}
