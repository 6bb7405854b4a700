import { MOST_SPARKLINES } from '../../core/contract/metric-buckets.ts'
import type { SparklineList, SparklineQuery } from '../../core/contract/metric-buckets.ts'
import { metricBuckets } from './buckets.ts'
import type { BucketsDeps } from './buckets.ts'
import { jobsIn } from '../../core/domain/query-params.ts'

/** A small series of each job, for a list of jobs. Errors: job_not_found, job_damaged, invalid_request. */
export async function listSparklines (
  deps: BucketsDeps, { jobs, tag, points: width }: SparklineQuery
): Promise<SparklineList> {
  const sparklines: SparklineList['sparklines'] = []
  for (const { job_id, job_number } of jobsIn(jobs, MOST_SPARKLINES, deps.find)) {
    const { buckets, series } = await metricBuckets(deps, { jobs: [job_id], tags: [tag], x: 'step', width })
    const mean = series.flatMap(line => line.mean).filter(value => value !== null)
    sparklines.push({ job_id, job_number, steps: buckets, mean })
  }
  return { tag, sparklines }
}
