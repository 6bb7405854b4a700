import { Value } from '@sinclair/typebox/value'
import t from 'tap'
import type { Test } from 'tap'
import type { EventBody } from '../../../core/contract/events.ts'
import { MetricBuckets, SparklineList } from '../../../core/contract/metric-buckets.ts'
import { SampleMatrix } from '../../../core/contract/sample-matrix.ts'
import charts from '../../../routes/charts.ts'
import { bodies } from '../../fixtures/fake-stream.ts'
import { bareApp } from '../../helpers/bare-app.ts'
import { scalarsOf, testHistory } from '../../helpers/history.ts'
import { progress, status } from '../../helpers/journal.ts'

/** The routes over a store with two jobs, whose attempts have told `events`. */
async function open (t: Test, first: EventBody[], second: EventBody[]) {
  const server = await testHistory(t)
  for (const [index, events] of [first, second].entries()) {
    await server.addJob(index + 1)
    await server.addAttempt(index + 1)
    await server.feed(events, { job_number: index + 1 })
  }
  const { app } = await bareApp(t, async app => { await app.register(charts, server) })
  const ask = async (path: string) => {
    const reply = await app.inject(`/api/v1/${path}`)
    return { status: reply.statusCode, body: reply.json() }
  }
  return { ...server, ask }
}

const losses = (steps: number, factor: number): EventBody[] => [
  status('starting'), progress(1),
  ...Array.from({ length: steps }, (_, index) => scalarsOf(index + 1, { loss: index * factor, lr: 1 })),
  status('completed')
]
const sample = (step: number, sample_index: number, prompt: string): EventBody => ({
  // as: the event of a sample
  ...bodies.sample(step * 10 + sample_index) as Extract<EventBody, { type: 'sample_generated' }>,
  step, sample_index, prompt
})

t.test('[L20] the metrics of several jobs come in shared buckets, as the contract says', async t => {
  const { ask } = await open(t, losses(300, 1), losses(100, 2))
  const { body } = await ask('metrics/buckets?jobs=1,2&width=100')
  t.same([...Value.Errors(MetricBuckets, body)], [])
  t.match(body, {
    bucket_width: 4, reset: true,
    series: [
      { job_number: 1, tag: 'loss', count: 300 }, { tag: 'lr' },
      { job_number: 2, tag: 'loss', count: 100 }, { tag: 'lr' }
    ]
  })
  t.match(body.series[2].mean.slice(0, 3), [2, 9, 17])
  t.equal(body.series[2].mean.at(-1), null)
  const part = (await ask('metrics/buckets?jobs=2&tags=loss&x=epoch&from=0.5&to=0.6')).body
  t.match(part, { x: 'epoch', series: [{ count: 11 }] })
  const more = (await ask(`metrics/buckets?jobs=1,2&width=100&since=${body.next_since}`)).body
  t.match(more, { reset: false, buckets: [], next_since: body.next_since })
})

t.test('[L25] each job of a list has a small series, as the contract says', async t => {
  const { ask } = await open(t, losses(300, 1), [status('starting')])
  const { body } = await ask('metrics/sparklines?jobs=1,2&tag=loss&points=10')
  t.same([...Value.Errors(SparklineList, body)], [])
  t.match(body, { tag: 'loss', sparklines: [{ job_number: 1, steps: [0, 32, 64] }, { job_number: 2, steps: [] }] })
})

t.test('[L23] samples of several jobs are matched, without those of steps that were trained again', async t => {
  const first = [sample(10, 0, 'cat'), sample(10, 1, 'dog'), sample(30, 1, 'dog')]
  const { ask, addAttempt, feed } = await open(
    t, [status('starting'), progress(1), ...first, status('error')],
    [status('starting'), progress(1), sample(10, 0, 'dog')]
  )
  await addAttempt()
  await feed([status('starting'), progress(21), sample(40, 1, 'dog')])
  const { body } = await ask('samples/matrix?jobs=1,1,2')
  t.same([...Value.Errors(SampleMatrix, body)], [])
  t.match(body, { jobs: [{ job_number: 1 }, { job_number: 2 }], positions: [10, 40], total_rows: 2 })
  const ids = body.rows.map((row: SampleMatrix['rows'][number]) =>
    [row.prompt, ...row.cells.map(cell => cell.map(one => one?.sample_id ?? null))])
  t.strictSame(ids, [['cat', ['s1-100', null], [null, null]], ['dog', ['s1-101', 's1-100'], ['s1-401', null]]])
})

t.test('[L23] a sample that cannot be read leaves a hole in the matrix and the grid', async t => {
  const drawn = [sample(10, 0, 'cat'), sample(10, 1, 'dog')]
  const { ask, unreadable, history } = await open(t, [status('starting'), progress(1), ...drawn], [status('starting')])
  unreadable.add('s1-101')
  const { body } = await ask('samples/matrix?jobs=1')
  t.match(body.rows, [
    { prompt: 'cat', cells: [[{ sample_id: 's1-100' }]] }, { prompt: 'dog', cells: [[null]] }
  ])
  const grid = await history.grid('1', { steps: 10 })
  t.match(grid.rows, [{ cells: [{ sample_id: 's1-100' }] }, { cells: [null] }])
})

t.test('[L10] an impossible chart is refused with the name of the parameter', async t => {
  const { ask } = await open(t, [status('starting')], [status('starting')])
  const wrong: Array<[string, RegExp]> = [
    ['metrics/buckets', /jobs/], ['metrics/buckets?jobs=1&x=day', /x/], ['metrics/buckets?jobs=1&width=9', /width/],
    ['metrics/buckets?jobs=1&from=-1', /from/], ['metrics/buckets?jobs=1&from=2&to=1', /from/],
    ['metrics/buckets?jobs=,', /jobs/], ['metrics/sparklines?jobs=1&points=9', /points/], ['samples/matrix', /jobs/],
    ['samples/matrix?jobs=1&align=day', /align/], ['samples/matrix?jobs=1&rows=0', /rows/]
  ]
  for (const [path, message] of wrong) {
    t.match(await ask(path), { status: 400, body: { code: 'invalid_request', message } }, path)
  }
  for (const path of ['metrics/buckets', 'metrics/sparklines', 'samples/matrix']) {
    t.match(await ask(`${path}?jobs=77`), { status: 404, body: { code: 'job_not_found' } })
  }
})
