import { Type } from '@sinclair/typebox'
import { CompareQuery, DownloadQuery, EventList, EventQuery, GridQuery, JobParams as params, LogList, LogQuery, MetricsQuery, SampleGrid, SeriesList, TagList } from '../core/contract/history.ts'
import type { App } from '../src/http.ts'
import type { History } from '../services/history/history.ts'
import { errors } from './replies.ts'

const tags = ['history']
const refused = errors(400, 404)
const text = {
  200: {
    description: 'The lines, oldest first: time, level, text. A line with # tells what is missing there',
    content: { 'text/plain': { schema: Type.Unsafe({ type: 'string' }) } }
  },
  ...refused
}

/** What has happened in jobs: events, log, figures and pictures, while they run and long after. */
export default async function history (app: App, { history }: { history: History }): Promise<void> {
  app.get('/api/v1/training-jobs/:job/events', {
    schema: { operationId: 'listEvents', summary: 'Events of a job, oldest first', tags, params, querystring: EventQuery, response: { 200: EventList, ...refused } }
  }, async request => await history.events(request.params.job, request.query))

  app.get('/api/v1/training-jobs/:job/logs', {
    schema: { operationId: 'listLogs', summary: 'Lines of the log of a job, the newest last', tags, params, querystring: LogQuery, response: { 200: LogList, ...refused } }
  }, async request => await history.logs(request.params.job, request.query))

  app.get('/api/v1/training-jobs/:job/logs/download', {
    schema: { operationId: 'downloadLogs', summary: 'The log of a job as a text file', tags, params, querystring: DownloadQuery, response: text }
  }, async (request, reply) => {
    const { name, stream } = history.download(request.params.job, request.query)
    return reply.headers({ 'content-type': 'text/plain; charset=utf-8', 'content-disposition': `attachment; filename="${name}"`, 'x-content-type-options': 'nosniff' }).send(stream)
  })

  app.get('/api/v1/training-jobs/:job/metrics', {
    schema: {
      operationId: 'getJobMetrics',
      summary: 'Figures of a job, by tag',
      description: 'Of more figures than fit, the lowest and the highest of each stretch of steps are sent, so that no peak is lost. What was trained again after a resume counts no more.',
      tags,
      params,
      querystring: MetricsQuery,
      response: { 200: SeriesList, ...refused }
    }
  }, async request => await history.metrics(request.params.job, request.query))

  app.get('/api/v1/training-jobs/:job/metrics/tags', {
    schema: { operationId: 'listTags', summary: 'Tags of a job, and what there is of each', tags, params, response: { 200: TagList, ...refused } }
  }, async request => await history.tags(request.params.job))

  app.get('/api/v1/metrics', {
    schema: { operationId: 'compareMetrics', summary: 'Figures of several jobs', tags, querystring: CompareQuery, response: { 200: SeriesList, ...refused } }
  }, async request => await history.compare(request.query))

  app.get('/api/v1/training-jobs/:job/samples/grid', {
    schema: { operationId: 'getSampleGrid', summary: 'Samples of a job: a row for each prompt, a column for each step', tags, params, querystring: GridQuery, response: { 200: SampleGrid, ...refused } }
  }, async request => await history.grid(request.params.job, request.query))
}
