import { Type } from '@sinclair/typebox'
import {
  DownloadQuery, EventList, EventQuery, GridQuery, JobParams as params, LogList, LogQuery, MetricsQuery,
  SampleGrid, SeriesList, TagList
} from '../core/contract/history.ts'
import type { App } from '../src/http.ts'
import type { History } from '../services/history/history.ts'
import { errors } from './replies.ts'

const tags = ['history']
const refused = errors(404, 409)
const jsonLines = {
  200: {
    description: 'A JSON object per line; record says what it is: job, attempt or event',
    content: { 'application/x-ndjson': { schema: Type.Unsafe({ type: 'string' }) } }
  },
  ...refused
}
const text = {
  200: {
    description: 'Log lines, oldest first: time, level, text. A line with # marks missing lines',
    content: { 'text/plain': { schema: Type.Unsafe({ type: 'string' }) } }
  },
  ...refused
}

/** History of one job: events, logs, metrics and samples. */
export default async function history (app: App, { history }: { history: History }): Promise<void> {
  app.get('/api/v1/training-jobs/:job/events', {
    schema: {
      operationId: 'listEvents',
      summary: 'List the events of a job',
      description: 'Page by page, as sent on the stream: oldest first, or newest first.',
      tags,
      params,
      querystring: EventQuery,
      response: { 200: EventList, ...refused }
    }
  }, async request => await history.events(request.params.job, request.query))

  app.get('/api/v1/training-jobs/:job/logs', {
    schema: {
      operationId: 'listLogs',
      summary: 'List the log lines of a job',
      description: 'Newest last. Pages go backwards with before_seq and forwards with since_seq.',
      tags,
      params,
      querystring: LogQuery,
      response: { 200: LogList, ...refused }
    }
  }, async request => await history.logs(request.params.job, request.query))

  app.get('/api/v1/training-jobs/:job/logs/download', {
    schema: {
      operationId: 'downloadLogs',
      summary: 'Download the log of a job',
      description: 'As a text file that marks missing lines.',
      tags,
      params,
      querystring: DownloadQuery,
      response: text
    }
  }, async (request, reply) => {
    const { name, stream } = history.download(request.params.job, request.query)
    return reply.headers(fileHeaders('text/plain', name)).send(stream)
  })

  app.get('/api/v1/training-jobs/:job/record', {
    schema: {
      operationId: 'downloadRecord',
      summary: 'Download the record of a job',
      description: 'All that is kept of it, as JSON Lines: the job, its attempts with their configs, and its events ' +
        'as its journal has them, with the log, oldest first. Metrics are read from /metrics.',
      tags,
      params,
      response: jsonLines
    }
  }, async (request, reply) => {
    const { name, stream } = await history.record(request.params.job)
    return reply.headers(fileHeaders('application/x-ndjson', name)).send(stream)
  })

  app.get('/api/v1/training-jobs/:job/metrics', {
    schema: {
      operationId: 'getJobMetrics',
      summary: 'Get the metrics of a job',
      description: 'If there are more metrics than points, each range of steps is reduced to its lowest and highest ' +
        'value, so that no peak is lost. Superseded metrics are left out by default.',
      tags,
      params,
      querystring: MetricsQuery,
      response: { 200: SeriesList, ...refused }
    }
  }, async request => await history.metrics(request.params.job, request.query))

  app.get('/api/v1/training-jobs/:job/metrics/tags', {
    schema: {
      operationId: 'listTags',
      summary: 'List the metric tags of a job',
      description: 'With the number of metrics, the range of steps and the last value of each tag.',
      tags,
      params,
      response: { 200: TagList, ...refused }
    }
  }, async request => await history.tags(request.params.job))

  app.get('/api/v1/training-jobs/:job/samples/grid', {
    schema: {
      operationId: 'getSampleGrid',
      summary: 'Get the samples of a job as a grid',
      description: 'One row per prompt and one column per step.',
      tags,
      params,
      querystring: GridQuery,
      response: { 200: SampleGrid, ...refused }
    }
  }, async request => await history.grid(request.params.job, request.query))
}

const fileHeaders = (content_type: string, name: string) => ({
  'content-type': `${content_type}; charset=utf-8`,
  'content-disposition': `attachment; filename="${name}"`,
  'x-content-type-options': 'nosniff'
})
