import t from 'tap'
import { ended, jobsOf, running, untilDevicesFree } from '../../../helpers/jobs.ts'
import { small, testApp } from '../../../helpers/test-app.ts'

const open = async (t: Parameters<typeof testApp>[0]) => {
  const app = await testApp(t)
  const client = await app.stream()
  return { app, jobs: jobsOf(app, client, app.state_dir) }
}
const plain = { ...small, training_set_size: 200, batch_size: 1, sample_after: 100, backup_after: 100 }

t.test(
  '[Q362][Q363] lengths and starts follow from a real training, and are not known before there was one',
  async t => {
    const { app, jobs } = await open(t)
    const queue = async (query = '') => (await app.ask(`/api/v1/queue${query}`)).body
    await jobs.hold(true)
    const first = await jobs.create({ config: plain })
    t.match((await queue()).waiting, [{
      expected_seconds: null, length_unknown: 'no job like it was completed here in one go', expected_start: null,
      start_unknown: 'the queue is held'
    }])
    await jobs.hold(false)
    await jobs.until(first.job_id, ended)
    await untilDevicesFree(app)
    const { state } = await jobs.get(first.job_id)

    await jobs.hold(true)
    const like = await jobs.create({ config: { ...plain, learning_rate: 1 } })
    const longer = await jobs.create({ config: { ...plain, epochs: 6 } })
    await jobs.create({ config: { ...plain, batch_size: 30 } })
    await jobs.create({ config: plain })
    const { waiting: four } = await queue()
    const lengths = four.map(({ expected_seconds: seconds }: { expected_seconds: number }) => seconds)
    t.equal(lengths[0], Math.round(state.elapsed_seconds), 'as long as the one before')
    const [least, most] = [3 * state.training_elapsed_seconds - 1, 3 * state.elapsed_seconds + 1]
    t.ok(lengths[1] > least && lengths[1] < most, `${lengths.join()} of ${state.elapsed_seconds} s`)
    t.strictSame(lengths.slice(2), [null, lengths[0]])

    await jobs.hold(false)
    await jobs.until(like.job_id, running)
    await jobs.until(like.job_id, frame => frame.type === 'training_progress' && Number(frame.global_step) >= 20)
    const { waiting, held } = await queue()
    t.equal(held, false)
    t.match(waiting, [{ job_id: longer.job_id, start_unknown: null }, { start_unknown: null }, {
      expected_start: null, start_unknown: /^how long .* takes is not known: no job like it was completed/
    }])
    const [starts, next] = waiting.map(({ expected_start: start }: { expected_start: string }) => Date.parse(start))
    t.equal(next - starts, lengths[1] * 1000, 'the length of the one before it')
    await jobs.until(longer.job_id, frame => frame.status === 'starting')
    t.ok(Math.abs(starts - Date.now()) < 1000 * (3 + 2 * state.elapsed_seconds), 'about when it was said')
  }
)

t.test('[Q364] the queue is read page by page, and a cursor that is none of its own is refused', async t => {
  const { app, jobs } = await open(t)
  await jobs.hold(true)
  for (const name of ['a', 'b', 'c']) await jobs.create({ name, config: small })
  const page = async (query: string) => await app.ask(`/api/v1/queue?${query}`)
  const { body: first } = await page('limit=2')
  t.match(first, { waiting: [{ name: 'a' }, { name: 'b', queue: { position: 2 } }], total_waiting: 3 })
  const { body: rest } = await page(`limit=2&cursor=${encodeURIComponent(first.next_cursor)}`)
  t.match(rest, { waiting: [{ name: 'c', queue: { position: 3 } }], total_waiting: 3, next_cursor: null })
  t.match((await page('')).body, { waiting: [{ name: 'a' }, { name: 'b' }, { name: 'c' }], next_cursor: null })
  t.match(await page('cursor=nonsense'), { status: 400, body: { code: 'invalid_cursor' } })
})
