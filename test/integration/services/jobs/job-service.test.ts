import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import t from 'tap'
import { built } from '../../../helpers/built.ts'
import type { Frame, StreamClient } from '../../../helpers/stream-client.ts'
import { startServer, stateDir } from '../../../helpers/server-process.ts'
import { small, testApp, trainerProgram } from '../../../helpers/test-app.ts'
import type { TestApp } from '../../../helpers/test-app.ts'
import { root } from '../../../helpers/tree.ts'

const marathon = { ONETRAINER_PYTHON: trainerProgram('marathon') }
const long = { ...small, epochs: 5000 }
const ended = (frame: Frame): boolean => frame.type === 'training_status' && frame.exit !== null
const running = (frame: Frame): boolean => frame.type === 'training_progress'
const result =
  (command_id: string, status: string) =>
    (frame: Frame): boolean =>
      frame.type === 'command_result' && frame.command_id === command_id && frame.status === status

async function begin (app: TestApp, config: object): Promise<{ client: StreamClient, job_id: string }> {
  const client = await app.stream()
  const { status, body } = await app.ask('/api/training/start', { body: { config } })
  if (status !== 202) throw new Error(`not started: ${JSON.stringify(body)}`)
  await client.until(running)
  return { client, job_id: body.job_id }
}

const runnerPid = async (app: TestApp): Promise<number> => {
  const { body } = await app.ask('/api/system/processes')
  return body.processes.find(({ role }: { role: string }) => role === 'runner').pid
}

/** False for a zombie too: it has ended, though nobody has asked how. */
function isAlive (pid: number): boolean {
  const path = `/proc/${pid}/stat`
  return existsSync(path) && !/\) Z /.test(readFileSync(path, 'utf8'))
}

t.test('[J1] of 200 starts at once exactly one is accepted, and the others are told which job runs', async t => {
  const app = await testApp(t, marathon)
  const replies = await Promise.all(
    Array.from({ length: 200 }, async () => await app.ask('/api/training/start', { method: 'POST' }))
  )
  const accepted = replies.filter(({ status }) => status === 202)
  t.equal(accepted.length, 1)
  const { job_id } = accepted[0]!.body
  const refused = replies.filter(
    ({ status, body }) =>
      status === 409 &&
      body.code === 'already_running' &&
      body.message.includes(job_id) &&
      body.jobs[0].job_id === job_id
  )
  t.equal(refused.length, 199)
  t.equal(readdirSync(join(app.state_dir, 'runs')).length, 1)
})

t.test('[J1] once a start is answered the state says so, a second start is refused and a command is taken', async t => {
  const app = await testApp(t, marathon)
  t.match(await app.ask('/api/training/start', { method: 'POST' }), { status: 202, body: { status: 'starting' } })
  const [second, state, backup] = await Promise.all([
    app.ask('/api/training/start', { method: 'POST' }),
    app.ask('/api/training/status'),
    app.ask('/api/training/backup', { method: 'POST' })
  ])
  t.match([second.status, state.body.is_training, state.body.attempt, backup.status], [409, true, 1, 202])
})

t.test(
  '[J2] a trainer that is killed ends its job with the signal and a reason, and the next start is free',
  async t => {
    const app = await testApp(t)
    const { client } = await begin(app, long)
    const { body: state } = await app.ask('/api/training/status')
    process.kill(state.trainer_pid, 'SIGKILL')
    const end = await client.until(ended)
    t.match(end, {
      status: 'error',
      exit: { code: null, signal: 'SIGKILL', forced: false },
      reason: /^(killed_externally|oom_killed)$/,
      error: /.+/
    })
    t.match(await app.ask('/api/training/start', { body: { config: small } }), { status: 202, body: { job_number: 2 } })
    await client.until(frame => ended(frame) && frame.status === 'completed')
  }
)

t.test(
  '[J3] a runner that is killed costs nothing that was learned: the trainer saves, the books are closed, and resume goes on from there',
  async t => {
    const app = await testApp(t)
    const { client, job_id } = await begin(app, long)
    await client.until(frame => running(frame) && (frame.global_step as number) > 5)
    const {
      body: { trainer_pid }
    } = await app.ask('/api/training/status')
    process.kill(await runnerPid(app), 'SIGKILL')
    const end = await client.until(ended)
    t.match(end, { status: 'error', reason: 'supervisor_lost' })
    t.notOk(isAlive(trainer_pid), 'the trainer is gone')
    const { body: state } = await app.ask('/api/training/status')
    t.match(state, { is_training: false, last_backup: { path: /^backup\// } })
    const resumed = await app.ask('/api/training/resume', { method: 'POST' })
    t.match(resumed, { status: 202, body: { job_id, attempt: 2 } })
    const ready = await client.until(
      frame => frame.type === 'trainer_ready' && (frame.seq as number) > (end.seq as number)
    )
    t.equal(ready.resumed_from, state.last_backup.path)
    const step = await client.until(frame => running(frame) && (frame.seq as number) > (end.seq as number))
    t.ok((step.global_step as number) > state.progress.global_step - 1, 'it goes on, it does not start again')
  }
)

t.test('[J4] held, training stands still, still draws samples, and goes on; every command ends visibly', async t => {
  const app = await testApp(t)
  const { client } = await begin(app, long)
  const { body: pause } = await app.ask('/api/training/pause', { body: { mode: 'hold' } })
  await client.until(result(pause.command_id, 'done'))
  await client.until(frame => frame.type === 'training_status' && frame.status === 'paused')
  const { body: held } = await app.ask('/api/training/status')
  t.match(held, { status: 'paused', is_training: true })
  const { body: sample } = await app.ask('/api/samples/custom', {
    body: { prompt: 'the digit 3', diffusion_steps: 4, width: 32, height: 32 }
  })
  const drawn = await client.until(result(sample.command_id, 'done'))
  t.match(drawn, { file: { path: /^samples\/custom\//, bytes: Number, sha256: /^[0-9a-f]{64}$/ } })
  t.match(await app.ask('/api/samples/custom', { body: { prompt: 'a cat', widht: 8, seed: -1 } }), {
    status: 422,
    body: {
      code: 'sample_invalid',
      details: [{ pointer: '/widht', hint: /"width"/ }, { pointer: '/seed' }, { pointer: '/prompt', message: /digit/ }]
    }
  })
  t.equal(
    (await app.ask('/api/training/status')).body.progress.global_step,
    held.progress.global_step,
    'it stood still'
  )
  t.match(await app.ask('/api/training/resume', { method: 'POST' }), { status: 202 })
  await client.until(frame => running(frame) && (frame.global_step as number) > held.progress.global_step)
  t.match(await app.ask('/api/training/resume', { method: 'POST' }), { status: 409, body: { code: 'not_paused' } })
  const { body: stop } = await app.ask('/api/training/stop', { body: { backup: true } })
  t.match(await client.until(ended), {
    status: 'stopped', reason: 'user_stop', exit: { code: 0, requested_by: stop.command_id }
  })
  t.match((await app.ask(`/api/training/commands/${stop.command_id}`)).body, { status: 'done' })
})

t.test('[J13] where every thread of the trainer stands is written to its log when somebody asks', async t => {
  const app = await testApp(t)
  const { client } = await begin(app, long)
  const { status, body } = await app.ask('/api/training/stack-dump', { method: 'POST' })
  t.match([status, body.command], [202, 'stack_dump'])
  await client.until(result(body.command_id, 'done'))
  const [main] = await Promise.all(
    [/Current thread|Thread 0x/, /trainer\.py/].map(
      async words => await client.until(frame => frame.type === 'log' && words.test(String(frame.message)))
    )
  )
  t.equal(main?.source, 'stderr')
  t.match((await app.ask('/api/training/status')).body, { status: 'running' }, 'and goes on')
})

t.test('[J5] released, the device is free; resume goes on from the backup to the end', async t => {
  const app = await testApp(t)
  const { client, job_id } = await begin(app, { ...small, epochs: 40 })
  const { body: pause } = await app.ask('/api/training/pause', { body: { mode: 'release' } })
  const end = await client.until(ended)
  t.match(end, { status: 'paused', reason: 'released', exit: { code: 0 } })
  const done = client.frames.find(result(pause.command_id, 'done'))
  t.match(done, { file: { path: /^backup\// } })
  t.match((await app.ask('/api/training/status')).body, { status: 'paused', is_training: false, trainer_pid: null })
  t.match(await app.ask('/api/training/resume', { method: 'POST' }), { status: 202, body: { job_id, attempt: 2 } })
  t.match(await client.until(frame => ended(frame) && frame.seq !== end.seq), {
    status: 'completed', reason: 'finished'
  })
  t.match((await app.ask('/api/training/status')).body, { attempt: 2, progress: { epoch: 40 } })
})

t.test('[J6] with nothing to resume from, resume is refused and nothing starts', async t => {
  const app = await testApp(t)
  t.match(await app.ask('/api/training/resume', { method: 'POST' }), { status: 409, body: { code: 'not_running' } })
  const { client, job_id } = await begin(app, small)
  await client.until(ended)
  rmSync(join(app.state_dir, 'runs', job_id, 'backup'), { recursive: true })
  t.match(await app.ask('/api/training/resume', { method: 'POST' }), {
    status: 409, body: { code: 'nothing_to_resume' }
  })
  t.match((await app.ask('/api/training/status')).body, { attempt: 1, status: 'completed' })
})

t.test(
  '[J7] the store can be deleted or damaged: the journals fill it again, and the answers are the same',
  async t => {
    const state_dir = stateDir(t)
    const first = await testApp(t, { STATE_DIR: state_dir })
    const { client } = await begin(first, small)
    await client.until(ended)
    const paths = ['/api/training/status', '/api/training/progress', '/api/samples/list', '/api/samples/latest']
    const answers = async (app: TestApp): Promise<unknown[]> =>
      await Promise.all(paths.map(async path => (await app.ask(path)).body))
    const before = await answers(first)
    const {
      body: { last_event_id: cursor }
    } = await first.ask('/api/ws/status')
    await first.app.close()
    for (const suffix of ['', '-wal', '-shm']) rmSync(join(state_dir, 'store.db' + suffix), { force: true })
    const second = await testApp(t, { STATE_DIR: state_dir })
    t.strictSame(await answers(second), before)
    const stale = await second.stream(`?since=${cursor as string}`)
    t.match(await stale.until(frame => frame.type === 'gap'), { reason: 'history_reset', resync: true })
    await second.app.close()
    writeFileSync(join(state_dir, 'store.db'), Buffer.alloc(8192, 7))
    const third = await testApp(t, { STATE_DIR: state_dir })
    t.strictSame(await answers(third), before)
    t.ok(
      readdirSync(state_dir).some(name => name.startsWith('store.db.corrupt-')),
      'the damaged file is kept'
    )
  }
)

t.test('[J8] a second server on the same folder ends at once and says who has it', async t => {
  const state_dir = stateDir(t)
  const first = await startServer(t, state_dir)
  const second = spawn(process.execPath, [built('src/server.js')], {
    env: { PATH: process.env.PATH, PORT: '0', STATE_DIR: state_dir, LOG_LEVEL: 'silent' },
    stdio: ['ignore', 'ignore', 'pipe']
  })
  let said = ''
  second.stderr.on('data', piece => { said += String(piece) })
  const [code] = await once(second, 'close') as [number]
  t.equal(code, 1)
  t.match(said, new RegExp(`in use by another server \\(pid ${first.child.pid}, since`))
  await first.kill()
  await startServer(t, state_dir) // a killed server leaves no lock
})

t.test('[J9] a command sent twice with one id is carried out once, over either door', async t => {
  const app = await testApp(t, marathon)
  const { client } = await begin(app, {})
  client.send({ type: 'command', command: 'backup', id: 'mine-1' })
  await client.until(result('mine-1', 'done'))
  client.send({ type: 'command', command: 'backup', id: 'mine-1' })
  client.send({ type: 'command', command: 'stop', id: 'mine-2' })
  await client.until(ended)
  t.equal(client.frames.filter(result('mine-1', 'done')).length, 1)
  t.match((await app.ask('/api/training/commands/mine-1')).body, { command: 'backup', status: 'done' })
  t.match(await app.ask('/api/training/commands/unheard-of'), { status: 404, body: { code: 'command_not_found' } })
  client.send({ type: 'command', command: 'stop' })
  t.match(await client.until(frame => frame.type === 'error'), {
    code: 'not_running', statusCode: 409, request_id: String
  })
})

t.test('[J16] a command id sent many times at once is one command, and everyone gets the same answer', async t => {
  const app = await testApp(t, marathon)
  const { client } = await begin(app, {})
  const replies = await Promise.all(
    Array.from({ length: 20 }, async () => await app.services.trainer.command({ command: 'backup', id: 'mine-1' }))
  )
  t.strictSame([...new Set(replies.map(({ command_id, command }) => `${command_id} ${command}`))], ['mine-1 backup'])
  await client.until(result('mine-1', 'done'))
  t.equal(client.frames.filter(result('mine-1', 'done')).length, 1)
})

t.test('[J17] stops that come at the same moment are one command', async t => {
  const app = await testApp(t, marathon)
  const { client } = await begin(app, {})
  const replies = await Promise.all(
    Array.from({ length: 3 }, async () => await app.ask('/api/training/stop', { body: {} }))
  )
  t.strictSame(replies.map(({ status }) => status), [202, 202, 202])
  const [{ body: { command_id } }] = replies as [typeof replies[0], ...typeof replies]
  t.strictSame(replies.map(({ body }) => body.command_id), [command_id, command_id, command_id])
  t.match(await client.until(ended), { exit: { requested_by: command_id } })
})

t.test(
  '[J10] a trainer that cannot be run ends the job with what is wrong, never with a job that seems to run',
  async t => {
    const app = await testApp(t, { ONETRAINER_PYTHON: join(root, 'no/such/python') })
    const client = await app.stream()
    t.equal((await app.ask('/api/training/start', { body: {} })).status, 202)
    t.match(await client.until(ended), { status: 'error', reason: 'launch_failed', error: /no\/such\/python/ })
    t.equal(
      client.frames.some(frame => frame.status === 'running'),
      false
    )
  }
)

t.test('[J11] a bad start is refused with every finding, and nothing is left of it', async t => {
  const app = await testApp(t, marathon)
  const { status, body } = await app.ask('/api/training/start', {
    body: { config: { epochs: 'three', lerning_rate: 1, samples: [{ prompt: '7', seed: -1 }] } }
  })
  t.equal(status, 422)
  t.strictSame(body.details.map(({ pointer }: { pointer: string }) => pointer).sort(), [
    '/config/epochs', '/config/lerning_rate', '/config/samples/0/seed'
  ])
  t.match(await app.ask('/api/training/start', { body: { config: {}, config_name: 'quick' } }), {
    status: 400, body: { details: [{ pointer: '/config_name' }] }
  })
  t.match(await app.ask('/api/training/start', { body: { config_name: 'none' } }), {
    status: 404, body: { code: 'config_not_found' }
  })
  t.match(await app.ask('/api/training/start', { body: { confgi: {} } }), {
    status: 400,
    body: { code: 'invalid_request', message: /confgi/ }
  })
  t.equal((await app.ask('/api/training/status')).body.status, 'idle')
  t.strictSame(readdirSync(join(app.state_dir, 'runs')), [])
  t.ok(existsSync(join(app.state_dir, 'store.db')))
})

t.test('[J12] the trainer service starts, resumes and takes every command that the seeds ask for', async t => {
  const { services: { trainer, configs }, ...app } = await testApp(t)
  await configs.activate({ config: long })
  t.equal(trainer.getState().status, 'initialized')
  const client = await app.stream()
  const { job_number } = await trainer.start({})
  await client.until(running)
  const sample = { prompt: 'the digit 4', diffusion_steps: 4 }
  const commands = [
    { command: 'pause' }, { command: 'sample_default' }, { command: 'sample_custom', args: sample },
    { command: 'backup' }, { command: 'save' }
  ] as const
  const sent = []
  for (const command of commands) sent.push(await trainer.command(command))
  for (const { command_id } of sent) await client.until(result(command_id, 'done'))
  await trainer.resume(String(job_number))
  await trainer.command({ command: 'stop', args: { force: false } })
  await client.until(ended)
  t.match(trainer.getState(), { status: 'stopped', job_name: 'Training 1', last_backup: { path: String } })
  t.ok(trainer.getProgress().global_step > 0)
})
