import { groupTags } from '../../charts/tag-groups.ts'

/** A metric that may be chosen, and how many of the jobs have it. */
export interface MetricChoice { tag: string, jobs: number }
export interface MetricGroup { key: string, title: string, metrics: MetricChoice[] }

/** The metrics of all jobs, in the groups and the order of the charts of a job. `ofJobs`: the tags of each job. */
export function metricChoices (ofJobs: ReadonlyArray<readonly string[]>): MetricGroup[] {
  const jobs = new Map<string, number>()
  for (const tag of ofJobs.flatMap(tags => [...new Set(tags)])) jobs.set(tag, (jobs.get(tag) ?? 0) + 1)
  return groupTags([...jobs.keys()]).map(({ key, title, tags }) => ({
    key, title, metrics: tags.map(tag => ({ tag, jobs: jobs.get(tag) ?? 0 }))
  }))
}
