import { useQuery } from '@tanstack/react-query'
import { useApi } from '../../api/use-api.ts'
import type { JobDetails } from '../../jobs/job-details.ts'
import { useRefetchAtSteps } from '../../charts/use-refetch-at-steps.ts'
import { isValidationLoss, lowestOf, SMOOTHED, validationTag } from './best-values.ts'
import type { BestValue } from './best-values.ts'
import { lowestQuery } from './queries.ts'

const EVERY_MS = 5000

/** The best figures of a job; a text: why one is not known. */
export interface BestValues { smoothed: BestValue | string, validation: BestValue | string }

/** The best figures of each job, read anew while steps are trained. `tags` of each job: undefined until known. */
export function useBestValues (
  jobs: readonly JobDetails[], tags: ReadonlyArray<readonly string[] | undefined>
): BestValues[] {
  const known = tags.flatMap(ofJob => ofJob ?? [])
  const asked = [...new Set(known.filter(tag => tag === SMOOTHED || isValidationLoss(tag)))].sort().slice(0, 100)
  const ids = jobs.map(({ job_id }) => job_id)
  const query = lowestQuery(useApi(), ids, asked)
  const found = useQuery(query)
  const { data, error } = found
  useRefetchAtSteps(ids, query.queryKey, found, EVERY_MS)
  return jobs.map(({ job_id }, place) => {
    const ofJob = tags[place]
    if (ofJob === undefined) return both('Its metrics are not loaded yet')
    const validation = validationTag(ofJob)
    const lowest = (tag: string): BestValue | string => {
      if (data === undefined) return error?.message ?? 'Not loaded yet'
      const series = data.series.find(one => one.job_id === job_id && one.tag === tag)
      return (series === undefined ? null : lowestOf(series)) ?? 'Not measured'
    }
    return {
      smoothed: ofJob.includes(SMOOTHED) ? lowest(SMOOTHED) : 'Not measured',
      validation: validation === null ? whyNoValidation(ofJob) : lowest(validation)
    }
  })
}

const both = (why: string): BestValues => ({ smoothed: why, validation: why })

const whyNoValidation = (tags: readonly string[]): string =>
  tags.some(isValidationLoss) ? 'It has several validation sets and no total' : 'Not validated'
