import type { Readable } from 'node:stream'
import type {
  CompareQuery, EventList, EventQuery, GridQuery, JobTagList, LogFilter, LogList, LogQuery, MetricsQuery, SampleGrid,
  SeriesList, TagList, TagsQuery
} from '../../core/contract/history.ts'
import type {
  BucketQuery, MetricBuckets, SparklineList, SparklineQuery
} from '../../core/contract/metric-buckets.ts'
import { metricBuckets } from './buckets.ts'
import type { BucketsDeps } from './buckets.ts'
import type { MatrixQuery, SampleMatrix } from '../../core/contract/sample-matrix.ts'
import { listEvents } from './events.ts'
import { sampleGrid } from './grid.ts'
import type { GridDeps } from './grid.ts'
import { listLogs, streamLogs } from './logs.ts'
import { streamRecord } from './record.ts'
import type { RecordSources } from './record.ts'
import { sampleMatrix } from './sample-matrix.ts'
import type { MatrixDeps } from './sample-matrix.ts'
import { listSparklines } from './sparklines.ts'
import { compareMetrics, listMetrics, listTags, listTagsOfJobs } from './metrics.ts'

/**
 * The history of jobs. `job` is an id, number or slug. Errors of each call: job_not_found, job_damaged,
 * invalid_request.
 */
export interface History {
  events: (job: string, query: EventQuery) => Promise<EventList>
  logs: (job: string, query: LogQuery) => Promise<LogList>
  /** The log as text, and the name of its file. */
  download: (job: string, filter: LogFilter) => { name: string, stream: Readable }
  /** All that is kept of the job, as lines of JSON, and the name of its file. */
  record: (job: string) => Promise<{ name: string, stream: Readable }>
  tags: (job: string) => Promise<TagList>
  tagsOfJobs: (query: TagsQuery) => Promise<JobTagList>
  metrics: (job: string, query: MetricsQuery) => Promise<SeriesList>
  compare: (query: CompareQuery) => Promise<SeriesList>
  buckets: (query: BucketQuery) => Promise<MetricBuckets>
  sparklines: (query: SparklineQuery) => Promise<SparklineList>
  grid: (job: string, query: GridQuery) => Promise<SampleGrid>
  matrix: (query: MatrixQuery) => Promise<SampleMatrix>
}

type HistoryDeps = Omit<GridDeps, 'metrics'> & BucketsDeps & Pick<MatrixDeps, 'samples'> & RecordSources & {
  stream_id: string
}

/** Answers from the store alone: keeps nothing in memory, and lets other requests in between two pages of rows. */
export function createHistory ({ stream_id, attempts, find, samplesById, ...rows }: HistoryDeps): History {
  const { events, metrics, buckets, samples } = rows
  return {
    events: async (job, query) => await listEvents(events, stream_id, find(job), query),
    logs: async (job, query) => await listLogs(events, find(job), query),
    download (ref, filter) {
      const job = find(ref)
      return { name: `${job.job_slug}.log`, stream: streamLogs(events, job, filter) }
    },
    async record (ref) {
      const job = find(ref)
      return { name: `${job.job_slug}.jsonl`, stream: await streamRecord({ events, attempts }, job) }
    },
    tags: async job => await listTags(metrics, find(job)),
    tagsOfJobs: async query => await listTagsOfJobs(metrics, find, query),
    metrics: async (job, query) => await listMetrics(metrics, find(job), query),
    compare: async query => await compareMetrics(metrics, find, query),
    buckets: async query => await metricBuckets({ metrics, buckets, find }, query),
    sparklines: async query => await listSparklines({ metrics, buckets, find }, query),
    matrix: async query => await sampleMatrix({ metrics, samples, samplesById, find }, query),
    grid: async (job, query) => await sampleGrid({ events, metrics, samplesById }, find(job), query)
  }
}
