import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { ended, jobsOf, onCall, queued, running } from '../../../helpers/jobs.ts'
import { startServer, stateDir } from '../../../helpers/server-process.ts'
import { connectStream } from '../../../helpers/stream-client.ts'
import { testApp } from '../../../helpers/test-app.ts'

const open = async (t: Parameters<typeof testApp>[0]) => {
  const app = await testApp(t, onCall)
  return { app, jobs: jobsOf(app, await app.stream(), app.state_dir) }
}
const pointers = ({ details }: { details: Array<{ pointer: string }> }): string[] =>
  details.map(({ pointer }) => pointer)

t.test(
  '[Q15] a job takes its config inline, by name, from another job with overrides, or from the active config',
  async t => {
    const { app, jobs } = await open(t)
    await jobs.hold(true)
    const reply = await app.ask('/api/v1/training-jobs', {
      body: { name: 'inline', notes: 'n', tags: ['a', 'b'], priority: 3, config: { epochs: 4 } }
    })
    t.match(reply, {
      status: 201,
      body: {
        job_number: 1, name: 'inline', notes: 'n', tags: ['a', 'b'], priority: 3, status: 'queued',
        job_status: 'queued', device: 'auto', fork_of: null, progress: 0, attempt: 0,
        queue: { position: 1, waiting_for: 'the queue is held' }
      }
    })
    t.equal(reply.headers.get('location'), `/api/v1/training-jobs/${reply.body.job_id}`)
    t.match(
      await jobs.get('1'),
      { job_id: reply.body.job_id, config: { epochs: 4, batch_size: 10 } },
      'what it leaves out has its default'
    )
    const fork = await jobs.create({ fork_of: reply.body.job_slug, overrides: { batch_size: 5 } })
    t.match(await jobs.get(fork.job_slug), {
      fork_of: reply.body.job_id, name: 'Training 2', config: { epochs: 4, batch_size: 5 }
    })
    t.match(await app.ask('/api/config/saved/mine', { method: 'PUT', body: { epochs: 7 } }), { status: 200 })
    t.match(await jobs.get((await jobs.create({ config_name: 'mine', overrides: { seed: 9 } })).job_id), {
      config: { epochs: 7, seed: 9 }
    })
    t.match(await jobs.get((await jobs.create()).job_number), { name: 'Training 4', config: { epochs: 10 } })
    t.match(
      (await jobs.list('?sort=queue')).body.jobs.map((job: { job_number: number }) => job.job_number),
      [1, 2, 3, 4]
    )
  }
)

t.test('[Q16] a request that cannot be met is refused with the field at fault and leaves nothing behind', async t => {
  const { app, jobs } = await open(t)
  const post = async (body: object) => await app.ask('/api/v1/training-jobs', { body })
  t.match(await post({ nmae: 'x' }), { status: 400, body: { code: 'invalid_request', message: /nmae/ } })
  t.match(await post({ priority: 101 }), { status: 400, body: { message: /priority/ } })
  t.match(await post({ tags: ['a', 'a'] }), { status: 400, body: { message: /tags/ } })
  t.match(await post({ retry: { max_retries: -1 } }), { status: 400, body: { message: /max_retries/ } })
  t.match(await post({ name: '' }), { status: 400, body: { message: /name/ } })
  const twice = await post({ config: {}, fork_of: '1' })
  t.match(twice, { status: 404, body: { code: 'job_not_found', message: /"1"/ } })
  t.match(await post({ config: {}, config_name: 'mine' }), {
    status: 400, body: { details: [{ pointer: '/config_name' }] }
  })
  t.match(await post({ config_name: 'quick', config_from: 'mine' }), {
    status: 400, body: { details: [{ pointer: '/config_from' }] }
  })
  const bad = await post({ config: { epochs: 'x', lerning_rate: 1 }, overrides: { seed: -1 } })
  t.equal(bad.status, 422)
  t.strictSame(pointers(bad.body).sort(), ['/config/epochs', '/config/lerning_rate', '/overrides/seed'])
  t.match(await post({ config_name: 'none' }), { status: 404, body: { code: 'config_not_found' } })
  t.match(await post({ after: ['7'] }), { status: 404, body: { code: 'job_not_found', message: /"7"/ } })
  t.equal((await jobs.list()).body.total, 0)
  t.strictSame(readdirSync(join(app.state_dir, 'runs')), [])
  await jobs.hold(true)
  const job = await jobs.create({ config: { epochs: 2 } })
  t.match(await jobs.patch(job.job_id, {}), { status: 400 })
  t.match(await jobs.patch(job.job_id, { status: 'queued' }), { status: 400, body: { message: /status/ } })
  t.match(await app.ask('/api/v1/training-jobs?limit=0'), { status: 400, body: { message: /limit/ } })
  t.match(await app.ask('/api/v1/training-jobs?sort=size'), { status: 400, body: { message: /sort/ } })
  for (const name of ['created_since', 'created_before']) {
    for (const time of ['yesterday', '2026-02-30T00:00:00Z', '2026-01-01', '2016-12-31T23:59:60Z', '']) {
      const refused = await app.ask(`/api/v1/training-jobs?${name}=${time}`)
      t.match(refused, { status: 400, body: { message: new RegExp(name) } }, `${name}=${time}`)
    }
  }
  t.match(await app.ask('/api/v1/training-jobs?cursor=zzz'), { status: 400, body: { code: 'invalid_cursor' } })
  for (const act of ['start', 'stop', 'resume', 'retry', 'reorder']) {
    t.match(
      await jobs.act('99', act, act === 'reorder' ? { before: null } : {}),
      { status: 404, body: { code: 'job_not_found' } },
      act
    )
  }
  t.match(await jobs.act(job.job_id, 'reorder', {}), { status: 400, body: { message: /before/ } })
  t.match(await jobs.act(job.job_id, 'retry', { from: 'middle' }), { status: 400, body: { message: /from/ } })
})

t.test(
  '[Q17] name, notes, tags, priority and retries can be changed at any time, the config only before the job is queued',
  async t => {
    const { jobs } = await open(t)
    const kept = await jobs.create({ queue: false, config: { epochs: 2 } })
    t.match(kept, { status: 'idle', job_status: 'idle', queue: null })
    t.match(await jobs.patch(kept.job_id, { overrides: { epochs: 'x' } }), {
      status: 422,
      body: { details: [{ pointer: '/overrides/epochs' }] }
    })
    t.match(await jobs.patch(kept.job_id, { overrides: { epochs: 5 }, name: 'five', retry: { max_retries: 1 } }), {
      status: 200,
      body: { name: 'five', retry: { max_retries: 1, delay_seconds: 30 } }
    })
    t.match(await jobs.get(kept.job_id), { config: { epochs: 5 }, state: { job_name: 'five' } })
    t.match(await jobs.act(kept.job_id, 'start'), {
      status: 202,
      body: { job: { status: 'queued' }, command_id: null }
    })
    await jobs.until(kept.job_id, running)
    t.match(await jobs.patch(kept.job_id, { overrides: { epochs: 6 } }), {
      status: 409, body: { code: 'job_frozen', message: /fork_of/ }
    })
    t.match(await jobs.patch(kept.job_id, { name: 'six', notes: 'while it trains', tags: ['t'], priority: -5 }), {
      status: 200,
      body: { name: 'six', priority: -5, status: 'running' }
    })
    jobs.endAttempt(kept.job_id, 'finish')
    await jobs.until(kept.job_id, ended)
    t.match(await jobs.get(kept.job_id), {
      name: 'six', notes: 'while it trains', tags: ['t'], status: 'succeeded', config: { epochs: 5 },
      state: { job_name: 'six' }
    })
  }
)

t.test(
  '[Q18] a job that is active or needed by another cannot be deleted; a deleted one loses its files on request and its number is never reused',
  async t => {
    const state_dir = stateDir(t)
    const first = await testApp(t, { ...onCall, STATE_DIR: state_dir })
    const jobs = jobsOf(first, await first.stream(), state_dir)
    const [a, b, c] = [await jobs.create(), await jobs.create(), await jobs.create({ after: ['2'] })]
    await jobs.until(a.job_id, running)
    t.match(await jobs.remove(a.job_id), { status: 409, body: { code: 'job_active' } })
    t.match(await jobs.remove(b.job_id), { status: 409, body: { code: 'job_needed', message: /1 waiting job/ } })
    t.equal((await jobs.remove(c.job_id, '?files=true')).status, 204)
    t.equal((await jobs.remove(b.job_id)).status, 204)
    t.strictSame(readdirSync(join(state_dir, 'runs', c.job_id)), ['job.json'])
    t.ok(existsSync(join(state_dir, 'runs', b.job_id, 'config.json')), 'its files stay')
    t.match(await jobs.remove(b.job_id), { status: 404, body: { code: 'job_not_found' } })
    t.match(await jobs.act(b.job_id, 'retry'), { status: 404 })
    await jobs.act(a.job_id, 'stop')
    await jobs.until(a.job_id, ended)
    t.equal((await jobs.remove(a.job_id, '?files=true')).status, 204)
    t.match((await jobs.list()).body, { jobs: [], total: 0 })
    t.match(await first.ask('/api/training/status'), { status: 200, body: { status: 'idle' } })
    await first.app.close()
    const second = await testApp(t, { ...onCall, STATE_DIR: state_dir })
    t.match((await second.ask('/api/v1/training-jobs')).body, { total: 0 })
    t.match((await second.ask('/api/v1/training-jobs', { body: { queue: false } })).body, { job_number: 4 })
  }
)

t.test(
  '[Q19] one Idempotency-Key makes one job, at once, in parallel and after the server was killed; another body is refused',
  async t => {
    const state_dir = stateDir(t)
    const first = await startServer(t, state_dir, onCall)
    const post = async (url: string, key: string, body: object) => {
      const reply = await fetch(`${url}/api/v1/training-jobs`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': key },
        body: JSON.stringify(body)
      })
      return { status: reply.status, body: (await reply.json()) as any } // any: a job or an error
    }
    const at_once = await Promise.all(
      Array.from({ length: 20 }, async () => await post(first.url, 'k1', { queue: false, name: 'one' }))
    )
    t.strictSame(at_once.map(({ status }) => status).sort(), [...Array.from({ length: 19 }, () => 200), 201])
    t.equal(new Set(at_once.map(({ body }) => body.job_id)).size, 1)
    t.match(await post(first.url, 'k1', { queue: false, name: 'two' }), {
      status: 422,
      body: { code: 'idempotency_conflict', message: /k1/ }
    })
    t.match(await post(first.url, 'k2', { queue: false, config: { epochs: 'x' } }), {
      status: 422, body: { code: 'config_invalid' }
    })
    t.match(
      await post(first.url, 'k2', { queue: false }),
      { status: 201, body: { job_number: 2 } },
      'a request that failed has used no key'
    )
    const dying = Array.from({ length: 5 }, async () => await post(first.url, 'k3', { queue: false }).catch(() => null))
    await Promise.race(dying)
    await first.kill()
    const second = await startServer(t, state_dir, onCall)
    t.match(await post(second.url, 'k1', { queue: false, name: 'one' }), { status: 200, body: { job_number: 1 } })
    await post(second.url, 'k3', { queue: false })
    const { body } = await second.ask('/api/v1/training-jobs')
    t.equal(body.total, 3)
  }
)

t.test(
  '[Q20] every event of a job, with or without a trainer, is streamed and stored once and in order',
  async t => {
    const state_dir = stateDir(t)
    const server = await startServer(t, state_dir, onCall)
    const client = await connectStream(`${server.url}/ws`)
    const jobs = jobsOf(server, client, state_dir)
    const job = await jobs.create()
    await jobs.until(job.job_id, running)
    await jobs.act(job.job_id, 'stop')
    await jobs.until(job.job_id, ended)
    await jobs.hold(true)
    await jobs.act(job.job_id, 'retry')
    await jobs.act(job.job_id, 'stop')
    await jobs.until(job.job_id, ended, 2)
    await jobs.act(job.job_id, 'retry')
    const last = await jobs.until(job.job_id, queued, 3)
    t.match(
      client.frames.filter(queued).map(({ cause }) => cause),
      ['created', 'retried', 'retried']
    )
    const { body } = await server.ask(`/api/v1/training-jobs/${job.job_id}/events?limit=500`)
    const received = client.frames.filter(
      ({ job_id, id, seq }) => job_id === job.job_id && typeof id === 'string' && seq !== undefined
    )
    t.strictSame(
      [...new Set(received.map(({ seq }) => seq))],
      body.events.map(({ seq }: { seq: number }) => seq)
    )
    t.equal(body.events.at(-1).seq, last.seq)
    await client.close()
  }
)
