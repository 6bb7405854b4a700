import t from 'tap'
import type { EventBody } from '../../../../core/contract/events.ts'
import { began, scalarsOf, testHistory } from '../../../helpers/history.ts'
import { progress, status } from '../../../helpers/journal.ts'
import { all, ask, tag, train } from '../../../helpers/metric-lives.ts'

t.test('[L5] metrics of steps that were trained again are returned only on request, as separate series', async t => {
  const server = await testHistory(t)
  await train(
    server,
    [
      { from: 0, values: [1, 2, 3, 4, 5, 6] }, { from: 4, values: [50, 60, 70] }, { from: 2, values: [300] }
    ],
    7
  )
  t.strictSame((await ask(server)).points.map(([step, value]) => [step, value]), [[1, 1], [2, 2], [3, 300]])
  const { series } = await server.history.metrics('1', { ...all, tags: [tag], superseded: true })
  t.strictSame(
    series.map(({ superseded_attempt, points }) => [superseded_attempt, points.map(([, value]) => value)]),
    [
      [null, [1, 2, 300]], [1, [3, 4, 5, 6]], [2, [50, 60, 70]]
    ]
  )
  t.match(await server.history.tags('1'), {
    tags: [{ tag, count: 3, first_step: 1, last_step: 3, last_value: 300, non_finite_count: 0 }]
  })
})

t.test('[L5] an attempt without a step supersedes nothing, and one that starts over supersedes all', async t => {
  const server = await testHistory(t)
  await train(server, [{ from: 0, values: [1, 2, 3] }], 100)
  await server.addAttempt()
  await server.feed([status('starting')])
  t.equal((await ask(server)).count, 3)
  await server.feed([progress(1)]) // figures of progress alone wait for the next commit
  await server.feed([scalarsOf(1, { [tag]: 9 }), status('running')])
  t.strictSame((await ask(server)).points.map(([step, value]) => [step, value]), [[1, 9]])
})

t.test('[L7] each point has its time, and a non-finite metric is returned with its step', async t => {
  const server = await testHistory(t)
  await server.addJob()
  await server.addAttempt()
  const odd = (step: number): EventBody =>
    scalarsOf(step, { [tag]: step, broken: null }, { broken: step % 2 === 0 ? 'inf' : 'nan' })
  await server.feed([
    status('starting'),
    ...Array.from({ length: 1500 }, (_, index) => odd(index + 1)),
    status('completed')
  ])
  const series = await ask(server)
  t.strictSame(
    series.points.map(([step, , at]) => at! - began - (step! + 1) * 100).filter(off => off !== 0),
    [],
    'the steps were even, so the times are exact'
  )
  const [broken] = (await server.history.metrics('1', { ...all, tags: ['broken'] })).series
  t.match(broken, { count: 0, points: [], non_finite_count: 1500 })
  t.equal(broken?.non_finite.length, 1000)
  t.strictSame(broken?.non_finite.slice(0, 2), [[1, 'nan'], [2, 'inf']])
  t.match((await server.history.tags('1')).tags, [
    { tag: 'broken', count: 0, first_step: null, last_value: null, non_finite_count: 1500 },
    { tag, count: 1500 }
  ])
})
