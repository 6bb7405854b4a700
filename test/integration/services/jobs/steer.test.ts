import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { ended, jobsOf, onCall, queued, running } from '../../../helpers/jobs.ts'
import { startServer, stateDir } from '../../../helpers/server-process.ts'
import { connectStream } from '../../../helpers/stream-client.ts'
import { testApp } from '../../../helpers/test-app.ts'

const open = async (t: Parameters<typeof testApp>[0]) => {
  const app = await testApp(t, onCall)
  const client = await app.stream()
  return { app, client, jobs: jobsOf(app, client, app.state_dir) }
}
// any: as the file has it
const recordOf = (state_dir: string, job_id: string): any =>
  JSON.parse(readFileSync(join(state_dir, 'runs', job_id, 'job.json'), 'utf8'))
const retry = { max_retries: 2, delay_seconds: 0 }

t.test(
  '[Q21] one job trains while the others report what they wait for; the next one starts once no process of the last one is left',
  async t => {
    const { app, jobs } = await open(t)
    const [a, b] = [await jobs.create(), await jobs.create({ priority: 1 }), await jobs.create()]
    await jobs.until(a.job_id, running)
    t.match((await app.ask('/api/v1/queue')).body, {
      held: false, devices: [{ device: 'cpu', job_id: a.job_id }],
      waiting: [
        { job_number: 2, queue: { position: 1, waiting_for: 'cpu is taken by Training 1' } },
        { job_number: 3, queue: { position: 2 } }
      ]
    })
    t.match(await jobs.get(a.job_id), {
      status: 'running', progress: Number, current_epoch: 1, total_epochs: 1, current_step: 1, current_loss: 1,
      queue: null
    })
    jobs.endAttempt(a.job_id, 'finish')
    const end = await jobs.until(a.job_id, ended)
    const start = await jobs.until(b.job_id, frame => frame.status === 'starting')
    t.ok(String(start.timestamp) >= String(end.timestamp))
    t.match(await jobs.get(a.job_id), {
      status: 'succeeded', job_status: 'completed', progress: 1, progress_percent: 100, reason: 'finished'
    })
    t.match(await jobs.get(3), { status: 'queued', queue: { position: 1 } })
  }
)

t.test('[Q22] in every state of a job, each operation reports what it did or why it cannot', async t => {
  const { jobs } = await open(t)
  const refused = (code: string) => ({ status: 409, body: { code } })
  const job = await jobs.create({ queue: false })
  const act = async (name: string, body: object = {}) => await jobs.act(job.job_id, name, body)
  for (const name of ['stop', 'kill', 'pause']) {
    t.match(await act(name), refused('not_running'), `${name} of a job that was only kept`)
  }
  t.match(await act('resume'), refused('nothing_to_resume'))
  t.match(await act('reorder', { before: null }), refused('job_not_waiting'))
  await jobs.hold(true)
  t.match(await act('start'), { status: 202, body: { job: { status: 'queued' }, resumes_from: null } })
  t.match(await act('start'), { status: 202, body: { message: 'Already queued' } })
  t.match(await act('pause'), refused('not_running'))
  t.match(await act('stop'), {
    status: 202,
    body: { job: { status: 'stopped', reason: 'user_stop' }, command_id: null, message: 'Taken out of the queue' }
  })
  t.match(await act('start'), refused('job_over'))
  t.match(await act('stop'), refused('not_running'))
  t.match(await act('retry', { from: 'backup' }), refused('nothing_to_resume'))
  t.match(await act('retry'), { status: 202, body: { job: { status: 'queued' } } })
  await jobs.hold(false)
  await jobs.until(job.job_id, running)
  for (const name of ['start', 'retry']) t.match(await act(name), refused('job_active'), `${name} while it trains`)
  t.match(await act('resume'), refused('not_paused'))
  t.match(await act('pause', { mode: 'hold' }), { status: 202, body: { command_id: String } })
  await jobs.until(job.job_id, frame => frame.status === 'paused')
  t.match(await jobs.get(job.job_id), { status: 'paused', state: { is_training: true } })
  t.match(await act('resume'), { status: 202, body: { command_id: String } })
  await jobs.until(
    job.job_id,
    frame => frame.type === 'command_result' && frame.command === 'resume' && frame.status === 'done'
  )
  t.match(await act('pause', { mode: 'release' }), { status: 202 })
  await jobs.until(job.job_id, frame => ended(frame) && frame.status === 'paused')
  t.match(await act('resume'), {
    status: 202,
    body: { job: { status: 'queued' }, resumes_from: { backup: /^backup\/1-/ }, command_id: null }
  })
  t.match(await jobs.until(job.job_id, frame => frame.type === 'trainer_ready', 2), { resumed_from: /^backup\/1-/ })
  t.match(await act('kill'), { status: 202, body: { command_id: String } })
  t.match(await jobs.until(job.job_id, frame => ended(frame) && frame.status === 'stopped', 2), { reason: 'user_stop' })
  t.match(await act('retry'), { status: 202, body: { resumes_from: { backup: /^backup\/1-/ } } })
})

t.test(
  '[Q23] a waiting job is given another place, and another priority where its own does not allow that place',
  async t => {
    const { jobs } = await open(t)
    await jobs.hold(true)
    for (const priority of [0, 0, 0, 5]) await jobs.create({ priority })
    const line = async () =>
      (await jobs.list('?sort=queue')).body.jobs.map(({ job_number }: { job_number: number }) => job_number)
    t.strictSame(await line(), [4, 1, 2, 3])
    t.match(await jobs.act(3, 'reorder', { before: '1' }), {
      status: 200, body: { priority: 0, queue: { position: 2 } }
    })
    t.strictSame(await line(), [4, 3, 1, 2])
    t.match(await jobs.act(2, 'reorder', { before: '4' }), { status: 200, body: { priority: 5 } })
    t.strictSame(await line(), [2, 4, 3, 1])
    t.match(await jobs.act(4, 'reorder', { before: null }), { status: 200, body: { priority: 0 } })
    t.strictSame(await line(), [2, 3, 1, 4])
    t.match(await jobs.act(3, 'reorder', { before: '3' }), { status: 200 })
    t.strictSame(await line(), [2, 3, 1, 4], 'before itself is where it is')
    await jobs.patch(1, { priority: 9 })
    t.strictSame(await line(), [1, 2, 3, 4])
  }
)

t.test(
  '[Q24] a dependent job starts when the other has succeeded; when that one no longer can, all dependent jobs end with dependency_failed',
  async t => {
    const { jobs } = await open(t)
    const a = await jobs.create()
    const b = await jobs.create({ after: ['1'], priority: 50 })
    const c = await jobs.create({ after: [b.job_slug], priority: 100 })
    await jobs.until(a.job_id, running)
    t.match(await jobs.get(b.job_id), {
      status: 'queued', after: [a.job_id],
      queue: { waiting_for: 'Training 1 must succeed first' }
    })
    jobs.endAttempt(a.job_id, 'finish')
    await jobs.until(b.job_id, running)
    jobs.endAttempt(b.job_id, 'fail')
    t.match(await jobs.until(c.job_id, ended), {
      status: 'error', reason: 'dependency_failed',
      message: /Training 2, which it was to follow, is error/
    })
    const d = await jobs.create({ after: ['3'] })
    t.match(
      await jobs.until(d.job_id, ended),
      { reason: 'dependency_failed' },
      'what can no longer succeed is not waited for'
    )
    const [e, f, g] = [
      await jobs.create(),
      await jobs.create({ after: ['5'], priority: 1 }),
      await jobs.create({ after: ['6'], priority: 2 })
    ]
    await jobs.until(e.job_id, running)
    await jobs.hold(true)
    await jobs.act(e.job_id, 'stop')
    await jobs.until(e.job_id, ended)
    t.match(await jobs.get(f.job_id), {
      status: 'queued', queue: { waiting_for: /^Training 5, which it is to follow, is stopped; resume or retry/ }
    }, '[Q240]')
    await jobs.hold(false)
    await jobs.act(e.job_id, 'retry')
    await jobs.until(e.job_id, running, 2)
    await jobs.hold(true)
    jobs.endAttempt(e.job_id, 'fail', 2)
    for (const job of [f, g]) {
      t.match(
        await jobs.until(job.job_id, ended),
        { reason: 'dependency_failed' },
        'also along a chain, and while the queue is held'
      )
    }
    t.match((await jobs.list('?status=queued')).body, { total: 0 })
  }
)

t.test('[Q25] a held queue starts nothing, leaves trainings alone, and is still held after a restart', async t => {
  const state_dir = stateDir(t)
  const first = await startServer(t, state_dir, onCall)
  const client = await connectStream(`${first.url}/ws`)
  const jobs = jobsOf(first, client, state_dir)
  const [a, b] = [await jobs.create(), await jobs.create()]
  await jobs.until(a.job_id, running)
  t.match(await jobs.hold(true), {
    status: 200,
    body: { held: true, waiting: [{ job_number: 2, queue: { waiting_for: 'the queue is held' } }] }
  })
  jobs.endAttempt(a.job_id, 'finish')
  await jobs.until(a.job_id, ended)
  await client.close()
  await first.kill()
  const second = await startServer(t, state_dir, onCall)
  const other = await connectStream(`${second.url}/ws`)
  const later = jobsOf(second, other, state_dir)
  t.match((await second.ask('/api/v1/queue')).body, {
    held: true, devices: [{ device: 'cpu', job_id: null }], waiting: [{ job_number: 2 }]
  })
  t.match(await later.hold(false), { status: 200, body: { held: false } })
  await later.until(b.job_id, running)
  await other.close()
})

t.test(
  '[Q26] a failed job is retried automatically from its newest backup, as often as its policy allows, even if the server dies before the retry',
  async t => {
    const state_dir = stateDir(t)
    const first = await startServer(t, state_dir, onCall)
    const client = await connectStream(`${first.url}/ws`)
    const jobs = jobsOf(first, client, state_dir)
    const job = await jobs.create({ retry })
    await jobs.until(job.job_id, running)
    jobs.endAttempt(job.job_id, 'fail')
    t.match(await jobs.until(job.job_id, queued, 2), {
      cause: 'auto_retried', resume_from: null,
      message: /Retry 1 of 2 in \d+ s, from the beginning, as there is no backup/
    })
    await jobs.until(job.job_id, frame => frame.type === 'trainer_ready', 2)
    await first.ask('/api/training/backup', { method: 'POST' })
    const { file } = await jobs.until(job.job_id, frame => frame.type === 'backup_created')
    await jobs.patch(job.job_id, { retry: { delay_seconds: 2 } })
    jobs.endAttempt(job.job_id, 'fail', 2)
    t.match(await jobs.until(job.job_id, queued, 3), {
      cause: 'auto_retried', resume_from: (file as { path: string }).path
    })
    t.match(await jobs.get(job.job_id), {
      status: 'queued', retries_used: 2,
      queue: { not_before: String, waiting_for: /^not before/ }
    })
    await client.close()
    await first.kill()
    const second = await startServer(t, state_dir, onCall)
    const other = await connectStream(`${second.url}/ws`)
    const later = jobsOf(second, other, state_dir)
    t.match(await later.until(job.job_id, frame => frame.type === 'trainer_ready'), {
      resumed_from: (file as { path: string }).path
    })
    later.endAttempt(job.job_id, 'fail', 3)
    await later.until(job.job_id, ended)
    t.match(await later.get(job.job_id), {
      status: 'failed', retries_used: 2, attempt: 3, queue: null, reason: 'trainer_exit'
    })
    t.match(
      await later.act(job.job_id, 'retry'),
      { status: 202, body: { job: { retries_used: 0 } } },
      'whoever asks again gets all retries again'
    )
    await other.close()
  }
)

t.test(
  '[Q27] an attempt that ran long enough resets the count of retries; a job that waits for its retry can be started at once or removed',
  async t => {
    const { app, jobs } = await open(t)
    const steady = await jobs.create({ retry: { max_retries: 1, delay_seconds: 0, stable_seconds: 0 } })
    for (const attempt of [1, 2, 3]) {
      await jobs.until(steady.job_id, frame => frame.type === 'trainer_ready', attempt)
      jobs.endAttempt(steady.job_id, 'fail', attempt)
      t.match(await jobs.until(steady.job_id, queued, attempt + 1), { cause: 'auto_retried', message: /Retry 1 of 1/ })
    }
    await jobs.until(steady.job_id, frame => frame.type === 'trainer_ready', 4)
    await jobs.act(steady.job_id, 'stop')
    const late = await jobs.create({ retry: { max_retries: 5, delay_seconds: 3600 } })
    await jobs.until(late.job_id, running)
    jobs.endAttempt(late.job_id, 'fail')
    await jobs.until(late.job_id, queued, 2)
    t.equal(recordOf(app.state_dir, late.job_id).waiting.for_attempt, 2)
    t.match(await jobs.act(late.job_id, 'retry'), { status: 202, body: { job: { queue: { not_before: null } } } })
    await jobs.until(late.job_id, frame => frame.type === 'trainer_ready', 2)
    jobs.endAttempt(late.job_id, 'fail', 2)
    await jobs.until(late.job_id, queued, 3)
    t.match(await jobs.act(late.job_id, 'stop'), { status: 202, body: { job: { status: 'stopped', queue: null } } })
  }
)
