import { readFileSync } from 'node:fs'
import t from 'tap'
import { ended, jobsOf, onCall, running } from '../../../helpers/jobs.ts'
import { startServer, stateDir } from '../../../helpers/server-process.ts'
import { testApp } from '../../../helpers/test-app.ts'
import { root } from '../../../helpers/tree.ts'

interface Operation { parameters?: Array<{ name: string, in: string }> }

t.test('[H9] every request that acts declares an Idempotency-Key', async t => {
  // as: the document of this server
  const { paths } = JSON.parse(readFileSync(root + 'openapi/openapi.json', 'utf8')) as {
    paths: Record<string, Record<string, Operation>>
  }
  const acts = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).filter(([method]) => method !== 'get').map(([method, operation]) => (
      { name: `${method} ${path}`, headers: (operation.parameters ?? []).filter(one => one.in === 'header') }
    )))
  t.ok(acts.length > 20)
  t.strictSame(acts.filter(({ headers }) => !headers.some(({ name }) => name === 'idempotency-key')), [])
})

t.test('[H9] one key acts once: start, command, resume, retry, network', async t => {
  const app = await testApp(t, onCall)
  const client = await app.stream()
  const jobs = jobsOf(app, client, app.state_dir)
  const act = async (path: string, key: string, body: object = {}) => {
    const send = async () => await app.ask(path, { body, headers: { 'idempotency-key': key } })
    const replies = await Promise.all([send(), send(), send()])
    const [first] = replies
    t.ok(first.status < 300, `${path}: ${JSON.stringify(first.body)}`)
    for (const { status, body } of [...replies, await send()]) {
      t.strictSame({ status, body }, { status: first.status, body: first.body }, path)
    }
    return first.body
  }

  const { job_id } = await act('/api/training/start', 'start')
  await jobs.until(job_id, running)
  t.equal((await jobs.list()).body.total, 1)
  await act('/api/training/backup', 'backup')
  await jobs.until(job_id, frame => frame.type === 'backup_created')
  await act('/api/training/stop', 'stop')
  await jobs.until(job_id, ended)
  t.match(await act('/api/training/resume', 'resume'), { attempt: 2 })
  await jobs.until(job_id, running, 2)
  t.equal((await jobs.get(job_id)).attempt, 2)
  await act(`/api/v1/training-jobs/${job_id}/kill`, 'kill')
  await jobs.until(job_id, ended, 2)
  await jobs.hold(true)
  await act(`/api/v1/training-jobs/${job_id}/retry`, 'retry')
  const network = await act('/api/networks', 'network', { name: 'Reader' })
  t.match((await app.ask('/api/networks')).body, { networks: [{ network_id: network.network_id }] })
  t.equal((await app.ask('/api/networks')).body.networks.length, 1)
})

t.test('[H9] a key belongs to one request, and a refused request has used none', async t => {
  const app = await testApp(t, onCall)
  const headers = { 'idempotency-key': 'k' }
  t.match(await app.ask('/api/training/stop', { body: {}, headers }), { status: 409, body: { code: 'not_running' } })
  t.match(await app.ask('/api/training/start', { body: { name: 'one' }, headers }), { status: 202 })
  const replayed = await app.ask('/api/training/start', { body: { name: 'one' }, headers })
  t.equal(replayed.headers.get('idempotency-replayed'), 'true')
  for (const [path, body] of [['/api/training/start', { name: 'two' }], ['/api/training/backup', {}]] as const) {
    t.match(await app.ask(path, { body, headers }), { status: 422, body: { code: 'idempotency_conflict' } }, path)
  }
})

t.test('[H9] a key holds when the server is killed, even between the act and its reply', async t => {
  const state_dir = stateDir(t)
  const post = async (url: string, path: string, key: string) => {
    const reply = await fetch(url + path, { method: 'POST', headers: { 'idempotency-key': key } })
    return { status: reply.status, body: (await reply.json()) as any } // any: a reply of either route
  }
  const first = await startServer(t, state_dir, { ...onCall, OT_CRASH: 'after-launch' })
  await post(first.url, '/api/training/start', 'start').catch(() => undefined)
  await first.exited
  const second = await startServer(t, state_dir, { ...onCall, OT_CRASH: 'after-command-sent' })
  t.match(await post(second.url, '/api/training/start', 'start'), { status: 202, body: { job_number: 1 } })
  await post(second.url, '/api/training/backup', 'backup').catch(() => undefined)
  await second.exited
  const third = await startServer(t, state_dir, onCall)
  const repeated = await post(third.url, '/api/training/backup', 'backup')
  t.match(repeated, { status: 202, body: { job_id: /./ } })
  t.match(await post(third.url, '/api/training/start', 'start'), { status: 202, body: { job_number: 1 } })
  const history = (await third.ask('/api/v1/training-jobs')).body
  t.equal(history.total, 1)
  const { body: command } = await third.ask(`/api/training/commands/${repeated.body.command_id}`)
  t.equal(command.command, 'backup')
})

t.test('[H300] a reply that cannot be kept is sent all the same: what it answers is done', async t => {
  const app = await testApp(t)
  app.services.replies.keep = async () => { throw Object.assign(new Error('full'), { errcode: 13 }) }
  const path = '/api/config/saved/kept'
  const options = { method: 'PUT', body: { epochs: 1 }, headers: { 'idempotency-key': 'k' } }
  t.ok((await app.ask(path, options)).status < 300)
  const { configs } = (await app.ask('/api/config/list')).body as { configs: Array<{ name: string }> }
  t.ok(configs.some(({ name }) => name === 'kept'))
})
