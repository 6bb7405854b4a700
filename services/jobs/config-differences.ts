import { MOST_COMPARED_JOBS } from '../../core/contract/config-differences.ts'
import type { ConfigDifferences, ConfigDifferencesQuery, ConfigField } from '../../core/contract/config-differences.ts'
import { compareConfigs } from '../../core/domain/config/compare-configs.ts'
import type { ConfigRow } from '../../core/domain/config/compare-configs.ts'
import { namesIn, refuse } from '../../core/domain/query-params.ts'

interface JobConfig { job_id: string, config: unknown }

/** Compares the configs of several jobs. Errors: those of `find`; invalid_request for too many of them. */
export function configDifferences (
  find: (ref: string) => JobConfig, { jobs: names }: ConfigDifferencesQuery
): ConfigDifferences {
  const jobs = new Map(namesIn(names).map(find).map(job => [job.job_id, job]))
  if (jobs.size > MOST_COMPARED_JOBS) throw refuse('jobs', `names ${jobs.size} jobs; at most ${MOST_COMPARED_JOBS}`)
  const { groups, equal } = compareConfigs([...jobs.values()].map(({ config }) => config))
  return {
    jobs: [...jobs.keys()],
    groups: groups.map(({ title, rows }) => ({ title, fields: rows.map(fieldOf) })),
    equal: equal.map(fieldOf)
  }
}

const fieldOf = ({ pointer, values }: ConfigRow): ConfigField => ({
  pointer,
  values: values.map(value => value ?? null),
  missing: values.flatMap((value, place) => value === undefined ? [place] : [])
})
