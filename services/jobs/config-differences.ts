import { MOST_COMPARED_JOBS } from '../../core/contract/config-differences.ts'
import type { ConfigDifferences, ConfigDifferencesQuery, ConfigField } from '../../core/contract/config-differences.ts'
import { compareConfigs } from '../../core/domain/config/compare-configs.ts'
import type { ConfigRow } from '../../core/domain/config/compare-configs.ts'
import { jobsIn } from '../../core/domain/query-params.ts'

interface JobConfig { job_id: string, config: unknown }

/** Compares the configs of several jobs. Errors: those of `find`; invalid_request for none or too many. */
export function configDifferences (
  find: (ref: string) => JobConfig, { jobs: names }: ConfigDifferencesQuery
): ConfigDifferences {
  const jobs = jobsIn(names, MOST_COMPARED_JOBS, find)
  const { groups, equal } = compareConfigs(jobs.map(({ config }) => config))
  return {
    jobs: jobs.map(({ job_id }) => job_id),
    groups: groups.map(({ title, rows }) => ({ title, fields: rows.map(fieldOf) })),
    equal: equal.map(fieldOf)
  }
}

const fieldOf = ({ pointer, values }: ConfigRow): ConfigField => ({
  pointer,
  values: values.map(value => value ?? null),
  missing: values.flatMap((value, place) => value === undefined ? [place] : [])
})
