import { CompareQuery, JobTagList, SeriesList, TagsQuery } from '../core/contract/history.ts'
import { BucketQuery, MetricBuckets, SparklineList, SparklineQuery } from '../core/contract/metric-buckets.ts'
import { MatrixQuery, SampleMatrix } from '../core/contract/sample-matrix.ts'
import type { App } from '../src/http.ts'
import type { History } from '../services/history/history.ts'
import { errors } from './replies.ts'

const tags = ['history']
const refused = errors(404, 409)

/** Several jobs side by side: metrics and samples. */
export default async function charts (app: App, { history }: { history: History }): Promise<void> {
  app.get('/api/v1/metrics', {
    schema: {
      operationId: 'compareMetrics',
      summary: 'Compare the metrics of several jobs',
      description: 'The series of each job and tag, reduced like those of one job.',
      tags,
      querystring: CompareQuery,
      response: { 200: SeriesList, ...refused }
    }
  }, async request => await history.compare(request.query))

  app.get('/api/v1/metrics/tags', {
    schema: {
      operationId: 'listTagsOfJobs',
      summary: 'List the metric tags of several jobs',
      description: 'As those of one job, in one reply.',
      tags,
      querystring: TagsQuery,
      response: { 200: JobTagList, ...refused }
    }
  }, async request => await history.tagsOfJobs(request.query))

  app.get('/api/v1/metrics/buckets', {
    schema: {
      operationId: 'getMetricBuckets',
      summary: 'Get the metrics of several jobs for a chart',
      description: 'All series share the buckets of one axis – steps, epochs, minutes or the clock – and each ' +
        'bucket has the lowest, the mean and the highest value. Superseded metrics are left out. With `since` only ' +
        'what may have changed is sent.',
      tags,
      querystring: BucketQuery,
      response: { 200: MetricBuckets, ...refused }
    }
  }, async request => await history.buckets(request.query))

  app.get('/api/v1/metrics/sparklines', {
    schema: {
      operationId: 'listSparklines',
      summary: 'Get a small series of each of several jobs',
      description: 'One tag, each job over all its steps, for a list of jobs.',
      tags,
      querystring: SparklineQuery,
      response: { 200: SparklineList, ...refused }
    }
  }, async request => await history.sparklines(request.query))

  app.get('/api/v1/samples/matrix', {
    schema: {
      operationId: 'getSampleMatrix',
      summary: 'Get the samples of several jobs side by side',
      description: 'Rows of one prompt and seed, at equal steps, epochs or shares of the training, in pages of ' +
        'positions and rows.',
      tags,
      querystring: MatrixQuery,
      response: { 200: SampleMatrix, ...refused }
    }
  }, async request => await history.matrix(request.query))
}
