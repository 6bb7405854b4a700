import { MOST_TAGGED_JOBS } from '../../core/contract/history.ts'
import type {
  CompareQuery, JobTagList, MetricsQuery, Series, SeriesList, TagList, TagsQuery
} from '../../core/contract/history.ts'
import { clip } from '../../core/domain/job/attempt-spans.ts'
import type { Span } from '../../core/domain/job/attempt-spans.ts'
import type { MetricRows } from '../store/metric-rows.ts'
import type { SpanOfTag } from '../store/metric-sql.ts'
import { jobsIn, namesIn, refuse } from '../../core/domain/query-params.ts'
import type { HistoryJob } from './history-job.ts'
import { tagsIn } from './chart-jobs.ts'
import { countMetrics, readSeries } from './series.ts'
import { yieldTurn } from '../store/yield-turn.ts'

const ALL_POINTS = 200_000
const FEWEST_POINTS = 10
const NON_FINITE = 1000
const MOST_TAGS = 100
const MOST_COMPARED = 20

/** One line to draw: a tag in some spans of a job. */
interface Line { job: HistoryJob, tag: string, spans: Span[], superseded_attempt: number | null }
interface Range { points: number, from_step?: number | undefined, to_step?: number | undefined }

/** Metrics of one job. Errors: invalid_request. */
export async function listMetrics (rows: MetricRows, job: HistoryJob, query: MetricsQuery): Promise<SeriesList> {
  const { current, superseded } = await rows.spans(job.job_number)
  const known = await rows.tags(job.job_number)
  const tags = query.tags === undefined ? known.slice(0, MOST_TAGS) : namesIn(query.tags, known)
  if (tags.length > MOST_TAGS) throw refuse('tags', `names ${tags.length} tags; at most ${MOST_TAGS} are allowed`)
  const lines = tags.flatMap((tag): Line[] => [
    { job, tag, spans: current, superseded_attempt: null },
    ...query.superseded ? superseded.map(span => ({ job, tag, spans: [span], superseded_attempt: span.attempt })) : []
  ])
  const { series } = await draw(rows, lines, query)
  return {
    series: series.filter(
      ({ superseded_attempt, count, non_finite_count }) => superseded_attempt === null || count + non_finite_count > 0
    )
  }
}

/** Metrics of several jobs. Errors: job_not_found, job_damaged, invalid_request. */
export async function compareMetrics (
  rows: MetricRows,
  find: (ref: string) => HistoryJob,
  query: CompareQuery
): Promise<SeriesList> {
  const jobs = jobsIn(query.jobs, MOST_COMPARED, find)
  const known = await Promise.all(jobs.map(async ({ job_number }) => await rows.tags(job_number)))
  const tags = tagsIn(query.tags, known.flat(), MOST_COMPARED)
  const spans = await Promise.all(jobs.map(async ({ job_number }) => (await rows.spans(job_number)).current))
  return await draw(
    rows,
    jobs.flatMap((job, index) => tags.map(tag => ({ job, tag, spans: spans[index] ?? [], superseded_attempt: null }))),
    query
  )
}

/** The tags of a job, with the count and the range of each. */
export async function listTags (rows: MetricRows, { job_number }: HistoryJob): Promise<TagList> {
  const { current } = await rows.spans(job_number)
  const tags: TagList['tags'] = []
  for (const tag of await rows.tags(job_number)) {
    tags.push({ tag, ...await describe(rows, current.map(span => ({ ...span, job_number, tag }))) })
    await yieldTurn()
  }
  return { tags }
}

/** The tags of several jobs. Errors: job_not_found, job_damaged, invalid_request. */
export async function listTagsOfJobs (
  rows: MetricRows, find: (ref: string) => HistoryJob, { jobs }: TagsQuery
): Promise<JobTagList> {
  const list: JobTagList = { jobs: [] }
  for (const job of jobsIn(jobs, MOST_TAGGED_JOBS, find)) {
    list.jobs.push({ job_id: job.job_id, tags: (await listTags(rows, job)).tags })
  }
  return list
}

async function describe (rows: MetricRows, spans: SpanOfTag[]): Promise<Omit<TagList['tags'][number], 'tag'>> {
  const [first, last] = await Promise.all((['first', 'last'] as const).map(async which => await rows.end(spans, which)))
  const { count: non_finite_count } = await rows.nonFinite(spans, 0)
  return {
    count: await countMetrics(rows, spans), first_step: first?.step ?? null, last_step: last?.step ?? null,
    last_value: last?.value ?? null, non_finite_count
  }
}

async function draw (
  rows: MetricRows, lines: Line[],
  { points, from_step = 0, to_step = Number.MAX_SAFE_INTEGER }: Range
): Promise<SeriesList> {
  if (from_step > to_step) throw refuse('from_step', 'is after "to_step"')
  const most = Math.max(FEWEST_POINTS, Math.min(points, Math.floor(ALL_POINTS / lines.length)))
  const series: Series[] = []
  for (const { job, tag, spans, superseded_attempt } of lines) {
    const { job_id, job_number, job_name: name } = job
    const parts = clip(spans, from_step, to_step).map(span => ({ ...span, job_number, tag }))
    const drawn = await readSeries(rows, parts, most)
    const { steps, count: non_finite_count } = await rows.nonFinite(parts, NON_FINITE)
    series.push({
      job_id, job_number, name, tag, superseded_attempt, count: drawn.count, stretch: drawn.stretch,
      points: drawn.points.map(({ step, value, at }) => [step, value, at]),
      non_finite: steps.map(({ step, was }) => [step, was]),
      non_finite_count
    })
    await yieldTurn()
  }
  return { series }
}
