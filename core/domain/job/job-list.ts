import type { JobList, JobSummary, JobQuery } from '../../contract/jobs.ts'

/** A page of jobs. `cursor` names the last job of the page before; it need not be there any more. */
export type JobPage = JobList

/** Filters, sorts and cuts. Null: the cursor is not one of ours. */
export function pageOfJobs (jobs: readonly JobSummary[], query: JobQuery): JobPage | null {
  const by = query.sort.replace('-', '') as keyof typeof keys // as: the sorts are the keys, some with a minus
  const direction = query.sort.startsWith('-') ? -1 : 1
  const order = (a: Place, b: Place): number => direction * compare(a.key, b.key) || b.job_number - a.job_number
  const place = (job: JobSummary): Place => ({ key: keys[by](job), job_number: job.job_number })
  const matching = jobs.filter(job => fits(job, query)).sort((a, b) => order(place(a), place(b)))
  const after = query.cursor === undefined ? undefined : readCursor(query.cursor, query.sort)
  if (after === null) return null
  const rest = after === undefined ? matching : matching.filter(job => order(place(job), after) > 0)
  const page = rest.slice(0, query.limit)
  const last = page.at(-1)
  return {
    jobs: page, total: matching.length, config_names: configNames(jobs),
    last_end_order: jobs.reduce((last, { end_order }) => Math.max(last, end_order ?? 0), 0),
    next_cursor: rest.length > page.length && last !== undefined ? writeCursor(place(last), query.sort) : null
  }
}

const configNames = (jobs: readonly JobSummary[]): string[] =>
  [...new Set(jobs.flatMap(({ config_name }) => config_name ?? []))].sort(compare)

interface Place { key: string | number, job_number: number }

const keys = {
  created_at: (job: JobSummary) => job.created_at,
  updated_at: (job: JobSummary) => job.updated_at ?? job.created_at,
  name: (job: JobSummary) => job.name.toLowerCase(),
  priority: (job: JobSummary) => job.priority,
  end_order: (job: JobSummary) => job.end_order ?? 0,
  queue: (job: JobSummary) => job.queue?.position ?? 0
}

const numeric: ReadonlyArray<keyof typeof keys> = ['priority', 'end_order', 'queue']

function fits (job: JobSummary, query: JobQuery): boolean {
  const { status, trainer, network_id, config, ended_since, sort } = query
  return status?.includes(job.status) !== false &&
    hasWords(job, query) &&
    wasCreated(job, query) &&
    [job.config_name, undefined].includes(config) &&
    [job.trainer, undefined].includes(trainer) &&
    [job.network_id, undefined].includes(network_id) &&
    (job.end_order ?? 0) > (ended_since ?? -1) &&
    (sort !== 'queue' || job.queue !== null)
}

// As times: a caller may write one without its milliseconds.
function wasCreated ({ created_at }: JobSummary, { created_since, created_before }: JobQuery): boolean {
  const at = Date.parse(created_at)
  return (created_since === undefined || at >= Date.parse(created_since)) &&
    (created_before === undefined || at < Date.parse(created_before))
}

function hasWords (job: JobSummary, { tag = [], search = '' }: JobQuery): boolean {
  const text = search.toLowerCase()
  return tag.every(one => job.tags.includes(one)) &&
    [job.name, job.job_slug, job.notes].some(part => part.toLowerCase().includes(text))
}

const compare = (a: string | number, b: string | number): number => a < b ? -1 : a > b ? 1 : 0
// JSON writes 7 and "7" differently. A place in one order is none in another.
const writeCursor = ({ key, job_number }: Place, sort: JobQuery['sort']): string =>
  `${job_number}.${sort}.${encodeURIComponent(JSON.stringify(key))}`

function readCursor (cursor: string, sort: JobQuery['sort']): Place | null {
  const [, number, order, key] = /^(\d{1,15})\.([a-z_-]+)\.(.*)$/.exec(cursor) ?? []
  if (number === undefined || key === undefined || order !== sort) return null
  try {
    const value: unknown = JSON.parse(decodeURIComponent(key))
    const isNumeric = numeric.includes(sort.replace('-', '') as keyof typeof keys) // as: likewise
    const fits = isNumeric ? typeof value === 'number' : typeof value === 'string'
    return fits ? { key: value as string | number, job_number: Number(number) } : null // as: it is of that type
  } catch (error) {
    if (error instanceof URIError || error instanceof SyntaxError) return null
    throw error
  }
}
