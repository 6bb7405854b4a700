import t from 'tap'
import type { EventBody } from '../../../../core/contract/events.ts'
import { began, factsOf, scalarsOf, testHistory } from '../../../helpers/history.ts'
import { completeRollups } from '../../../../services/store/complete-rollups.ts'
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

const chart = { jobs: ['1'], x: 'step' as const, width: 1000 }

t.test('[L22] what is new comes alone, and a reply that replaces all says so', async t => {
  const server = await testHistory(t)
  await train(server, [{ from: 0, values: [1, 2, 3, 4] }], 100)
  const ended = await server.history.buckets(chart)
  const steps = [1, 2, 3, 4]
  t.match(ended, { reset: true, bucket_width: 1, buckets: steps, series: [{ tag, mean: steps, count: 4 }] })
  t.match(await server.history.buckets({ ...chart, since: ended.next_since }), { reset: false, buckets: [] })

  await server.addAttempt()
  await server.feed([status('starting'), scalarsOf(5, { [tag]: 5 }), progress(5), status('running')])
  const resumed = await server.history.buckets({ ...chart, since: ended.next_since })
  t.match(resumed, { reset: true, buckets: [1, 2, 3, 4, 5] }, 'an attempt may have replaced metrics')
  await server.feed([progress(6), scalarsOf(6, { [tag]: 6 }), status('running')])
  const more = await server.history.buckets({ ...chart, since: resumed.next_since })
  t.match(more, { reset: false, buckets: [4, 5, 6], series: [{ mean: [4, 5, 6] }] })
  await server.feed([scalarsOf(6, { late: 1 }), status('running')])
  t.match(await server.history.buckets({ ...chart, since: more.next_since }), {
    reset: true, series: [{ tag: 'late', mean: [null, null, null, null, null, 1] }, { tag }]
  })
  t.match(await server.history.buckets({ ...chart, tags: [tag], since: 'k3f9a2c1.7' }), { reset: true })
})

t.test('[L22] a training that runs is read on from its newest metric, however far another one is', async t => {
  const server = await testHistory(t)
  await train(server, [{ from: 0, values: Array<number>(50).fill(1) }], 200, 1)
  await server.addJob(2)
  await server.addAttempt(2)
  await server.feed([status('starting'), scalarsOf(10, { [tag]: 1 }), status('running')], { job_number: 2 })
  const both = { ...chart, jobs: ['1', '2'] }
  const first = await server.history.buckets(both)
  await server.feed([scalarsOf(11, { [tag]: 2 }), status('running')], { job_number: 2 })
  const { reset, buckets } = await server.history.buckets({ ...both, since: first.next_since })
  t.strictSame([reset, buckets[0], buckets.length], [false, 9, 42])
})

t.test('[L10] jobs that are one are drawn once, and an impossible range or an unknown job is refused', async t => {
  const server = await testHistory(t)
  await train(server, [{ from: 0, values: [1] }], 100)
  const { job_id } = factsOf(1)
  t.equal((await server.history.buckets({ ...chart, tags: [tag], jobs: [`1,${job_id}`, '1'] })).series.length, 1)
  t.equal((await server.history.compare({ ...all, jobs: [`1,${job_id}`], tags: [tag] })).series.length, 1)
  await t.rejects(server.history.buckets({ ...chart, from: 2, to: 1 }), { message: /"from" is after "to"/ })
  await t.rejects(server.history.buckets({ ...chart, jobs: [','] }), { message: /"jobs" names 0 jobs/ })
  await t.rejects(server.history.buckets({ ...chart, tags: [','] }), { message: /"tags" names 0 tags/ })
  await t.rejects(server.history.buckets({ ...chart, jobs: ['7'] }), { code: 'job_not_found' })
  t.match(await server.history.buckets({ ...chart, tags: ['none'] }), { buckets: [], series: [{ mean: [], count: 0 }] })
})

t.test('[L25] each job of a list has a small series over all its steps, or an empty one', async t => {
  const server = await testHistory(t)
  await train(server, [{ from: 0, values: Array.from({ length: 100 }, (_, index) => index) }], 300, 1)
  await train(server, [{ from: 0, values: [1, null, 3] }], 100, 2)
  await server.addJob(3)
  t.match(await server.history.sparklines({ jobs: ['3,1', '2'], tag, points: 10 }), {
    tag,
    sparklines: [
      { job_number: 3, steps: [], mean: [] },
      { job_number: 1, steps: [0, 16, 32, 48, 64, 80, 96], mean: [7, 22.5, 38.5, 54.5, 70.5, 86.5, 97] },
      { job_number: 2, steps: [1, 3], mean: [1, 3] }
    ]
  })
  await t.rejects(server.history.sparklines({ jobs: ['9'], tag, points: 10 }), { code: 'job_not_found' })
})

t.test('[L19] rollups of a store of the last version get what they lack, also after it wrote once more', async t => {
  const server = await testHistory(t)
  const values = Array.from({ length: 150 }, (_, index) => index % 7 === 0 ? null : index / 4)
  await train(server, [{ from: 0, values }, { from: 90, values: values.slice(0, 100) }], 50)
  const { db } = server
  const rollups = async (): Promise<object[]> =>
    (await db.selectFrom('rollups').selectAll().execute()).map(row => ({ ...row }))
  const whole = await rollups()
  t.ok(whole.length > 4)
  await completeRollups(db)
  t.strictSame(await rollups(), whole, 'nothing is lacking')

  // As the last version leaves them: without the new columns, then with their defaults where it wrote.
  const added = ['sum', 'summed', 'first_elapsed_ms', 'last_elapsed_ms'] as const
  for (const column of added) await db.schema.alterTable('rollups').dropColumn(column).execute()
  await completeRollups(db)
  const byName = (row: object): object => Object.fromEntries(Object.entries(row).sort())
  t.strictSame((await rollups()).map(byName), whole.map(byName))
  await db.updateTable('rollups').set({ sum: 0, summed: 0 }).where('bucket', '=', 1).execute()
  await completeRollups(db)
  t.strictSame((await rollups()).map(byName), whole.map(byName))
})
