import t from 'tap'
import type { Test } from 'tap'
import { Value } from '@sinclair/typebox/value'
import { ErrorBody } from '../../../core/contract/errors.ts'
import { startOnSmallDisk, whyNoMounts } from '../../helpers/small-disk.ts'
import type { SmallDisk } from '../../helpers/small-disk.ts'
import { connectStream } from '../../helpers/stream-client.ts'
import type { Frame } from '../../helpers/stream-client.ts'
import { trainerProgram } from '../../helpers/test-app.ts'

const skip = whyNoMounts()
const env = { ONETRAINER_PYTHON: trainerProgram('diskless'), LOG_LEVEL: 'fatal' }
const jobs = '/api/v1/training-jobs'
const names = (conditions: unknown): string[] =>
  (conditions as Array<{ condition: string, cause: string }>).map(({ condition, cause }) => `${condition} ${cause}`)
const listing = (fits: (names: string[]) => boolean) => ({ type, conditions }: Frame): boolean =>
  type === 'conditions' && fits(names(conditions))

/** Everything that writes, with what it needs; each has a job, a config or a network to work on. */
const writes: Array<[method: string, path: string, body?: object]> = [
  ['POST', '/api/training/start', {}],
  ['POST', jobs, { config: { epochs: 1 } }],
  ['POST', `${jobs}/1/retry`, {}],
  ['POST', `${jobs}/1/resume`, {}],
  ['PATCH', `${jobs}/1`, { name: 'Other' }],
  ['PATCH', '/api/v1/queue', { held: true }],
  ['PUT', '/api/config/saved/new', { epochs: 1 }],
  ['POST', '/api/config/import', { name: 'imported', config: { epochs: 1 } }],
  ['POST', '/api/config/saved/old/rename', { name: 'older' }],
  ['PUT', '/api/config/current', { epochs: 1 }],
  ['PUT', '/api/config/secrets', { huggingface_token: 'x' }],
  ['POST', '/api/networks', { name: 'n', config: { epochs: 1 } }],
  ['DELETE', '/api/config/saved/old'],
  ['DELETE', `${jobs}/1`]
]

/** Asks all of them; none may fail without saying why. Answers with the codes that were given. */
async function writeEverywhere (t: Test, server: SmallDisk): Promise<string[]> {
  const codes: string[] = []
  for (const [method, path, body] of writes) {
    const reply = await server.ask(path, { method, ...(body === undefined ? {} : { body }) })
    t.not(reply.status, 500, `${method} ${path}: ${JSON.stringify(reply.body)}`)
    if (reply.status >= 500) {
      t.ok(Value.Check(ErrorBody, reply.body))
      codes.push(reply.body.code)
    }
  }
  return codes
}

t.test(
  '[H90] on a disk that is full or read-only every write says so, and so do the state, the stream, readyz and metrics',
  { skip: skip ?? false },
  async t => {
    const server = await startOnSmallDisk(t, 16, env)
    const client = await connectStream(`${server.url}/ws`)
    t.teardown(client.close)
    t.equal((await server.ask('/api/v1/queue', { method: 'PATCH', body: { held: true } })).status, 200)
    t.equal((await server.ask(jobs, { body: { config: { epochs: 1 } } })).status, 201)
    t.equal((await server.ask('/api/config/saved/old', { method: 'PUT', body: { epochs: 1 } })).status, 200)

    for (const [code, cause, begin, end] of [
      ['disk_full', 'ENOSPC', server.fill, server.empty],
      ['disk_read_only', 'EROFS', () => { server.readOnly(true) }, () => { server.readOnly(false) }]
    ] as const) {
      t.strictSame((await server.ask('/readyz')).body, { status: 'ok' })
      client.frames.length = 0
      begin()
      const codes = await writeEverywhere(t, server)
      t.ok(codes.length >= 8, `${codes.length} writes failed`)
      t.strictSame([...new Set(codes)], [code])
      await client.until(listing(all => all.includes(`disk ${cause}`)))
      t.ok(names((await server.ask('/api/training/status')).body.conditions).includes(`disk ${cause}`))
      t.match(await server.ask('/readyz'), {
        status: 503, body: { code: 'degraded', details: [{ pointer: '/disk', message: /./, hint: /./ }] }
      })
      t.equal((await server.ask('/healthz')).status, 200)
      t.match((await server.ask('/metrics')).body, 'onetrainer_condition{condition="disk"} 1')
      end()
      await client.until(listing(all => all.length === 0))
      t.match((await server.ask('/metrics')).body, 'onetrainer_condition{condition="disk"} 0')
      t.equal((await server.ask(jobs, { body: { config: { epochs: 1 } } })).status, 201)
    }
  }
)

/** So many messages after one another find no byte free. */
const QUIET_ROUNDS = 5

/** A training whose disk has become full since it began, and a client of its stream. */
async function trainOnFullDisk (t: Test) {
  const server = await startOnSmallDisk(t, 16, env)
  const client = await connectStream(`${server.url}/ws`)
  t.teardown(client.close)
  t.equal((await server.ask('/api/training/start', { body: {} })).status, 202)
  await client.until(({ type }) => type === 'training_progress')
  server.fill()
  await client.until(listing(all => all.includes('journal ENOSPC')))
  // The reserve is given back, and whoever writes a draft holds some bytes for a moment.
  for (let rounds = 0; rounds < QUIET_ROUNDS; rounds = server.fill() > 0 ? 0 : rounds + 1) {
    client.frames.length = 0
    await client.until(({ type }) => type === 'training_progress')
  }
  return { server, client }
}

t.test(
  '[T91] while a disk is full the state goes on with the training, and says that its figures are not on the disk',
  { skip: skip ?? false },
  async t => {
    const { server, client } = await trainOnFullDisk(t)
    const status = async () => (await server.ask('/api/training/status')).body
    const before = await status()
    t.match(before, { status: 'running', conditions: [{ condition: 'journal', job_id: before.job_id }] })
    t.match(before.conditions[0].message, 'not on the disk')
    const target = before.progress.global_step + 100
    await client.until(({ type, global_step }) => type === 'training_progress' && Number(global_step) >= target)
    const after = await status()
    t.ok(after.progress.global_step >= target, 'the state is as new as the stream')
    t.equal(after.seq, before.seq, 'nothing more is on the disk')
    t.ok((await server.ask(`${jobs}/1`)).body.current_step >= target, 'the list of jobs says the same')
    t.match((await server.ask('/api/training/progress')).body, { global_step: /./ })
    t.equal((await server.ask('/readyz')).status, 503)
    client.frames.length = 0
    server.empty()
    await client.until(listing(all => all.length === 0))
    t.equal((await server.ask('/readyz')).status, 200)
    t.ok((await status()).seq > after.seq)
    t.equal((await server.ask('/api/training/stop', { body: {} })).status, 202)
    t.match(await client.until(({ type, exit }) => type === 'training_status' && exit !== null), { status: 'stopped' })
  }
)

t.test(
  '[T301] on a full disk a training can be killed; it is shown as ended, and that its end is not recorded',
  { skip: skip ?? false },
  async t => {
    const { server, client } = await trainOnFullDisk(t)
    const { job_id } = (await server.ask('/api/training/status')).body
    t.match(await server.ask('/api/training/kill', { body: { force: true } }), {
      status: 202, body: { status: 'accepted', job_id, message: /could not be recorded \(/ }
    })
    await client.until(({ type, conditions }) =>
      type === 'conditions' && JSON.stringify(conditions).includes('cannot be recorded'))
    t.match((await server.ask('/api/training/status')).body, {
      is_training: false, status: 'stopped', trainer_pid: null, conditions: [{ condition: 'journal', job_id }]
    })
    t.match((await server.ask(`${jobs}/1`)).body, { status: 'stopped', job_status: 'stopped', reason: 'user_stop' })
    t.match((await server.ask('/api/training/start', { body: {} })).body, { message: /^Training 1 is stopping; / })
    t.equal((await server.ask('/readyz')).status, 503)
    server.empty()
    t.match(await client.until(({ type, exit }) => type === 'training_status' && exit !== null), { status: 'stopped' })
    await client.until(listing(all => all.length === 0))
    t.equal((await server.ask('/readyz')).status, 200)
  }
)
