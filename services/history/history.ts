import type { Readable } from 'node:stream'
import type {
  CompareQuery, EventList, EventQuery, GridQuery, LogFilter, LogList, LogQuery, MetricsQuery, SampleGrid, SeriesList,
  TagList
} from '../../core/contract/history.ts'
import { listEvents } from './events.ts'
import { sampleGrid } from './grid.ts'
import type { GridDeps } from './grid.ts'
import type { HistoryJob } from './history-job.ts'
import { listLogs, streamLogs } from './logs.ts'
import { compareMetrics, listMetrics, listTags } from './metrics.ts'
import type { MetricRows } from '../store/metric-rows.ts'

/**
 * The history of jobs. `job` is an id, number or slug. Errors of each call: job_not_found, job_damaged,
 * invalid_request.
 */
export interface History {
  events: (job: string, query: EventQuery) => Promise<EventList>
  logs: (job: string, query: LogQuery) => Promise<LogList>
  /** The log as text, and the name of its file. */
  download: (job: string, filter: LogFilter) => { name: string, stream: Readable }
  tags: (job: string) => Promise<TagList>
  metrics: (job: string, query: MetricsQuery) => Promise<SeriesList>
  compare: (query: CompareQuery) => Promise<SeriesList>
  grid: (job: string, query: GridQuery) => Promise<SampleGrid>
}

interface HistoryDeps extends GridDeps { stream_id: string, metrics: MetricRows, find: (ref: string) => HistoryJob }

/** Answers from the store alone: keeps nothing in memory, and lets other requests in between two pages of rows. */
export function createHistory ({ stream_id, events, metrics, sample, find }: HistoryDeps): History {
  return {
    events: async (job, query) => await listEvents(events, stream_id, find(job), query),
    logs: async (job, query) => await listLogs(events, find(job), query),
    download (ref, filter) {
      const job = find(ref)
      return { name: `${job.job_slug}.log`, stream: streamLogs(events, job, filter) }
    },
    tags: async job => await listTags(metrics, find(job)),
    metrics: async (job, query) => await listMetrics(metrics, find(job), query),
    compare: async query => await compareMetrics(metrics, find, query),
    grid: async (job, query) => await sampleGrid({ events, metrics, sample }, find(job), query)
  }
}
