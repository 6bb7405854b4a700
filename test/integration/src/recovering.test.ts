import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdirSync, openSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { io } from 'socket.io-client'
import t from 'tap'
import { WebSocket } from 'ws'
import { createStartupRecovery } from '../../../services/compose/startup-recovery.ts'
import { built } from '../../helpers/built.ts'
import { ended, jobsOf, running, untilDevicesFree } from '../../helpers/jobs.ts'
import { patience } from '../../helpers/patience.ts'
import { startServer, stateDir } from '../../helpers/server-process.ts'
import { startOnSmallDisk, whyNoMounts } from '../../helpers/small-disk.ts'
import { connectStream } from '../../helpers/stream-client.ts'
import { trainerProgram } from '../../helpers/test-app.ts'
import { root } from '../../helpers/tree.ts'

t.setTimeout(patience(120_000))

t.test('[G85] a server listens at once: until it has recovered the API answers 503 with progress, and streams wait',
  async t => {
    const state_dir = stateDir(t)
    const dir = join(state_dir, 'runs', '019a4f6e-7b1c-7c3e-9d2a-5f0b8e6c1d42')
    mkdirSync(dir, { recursive: true })
    const record = join(dir, 'job.json')
    execFileSync('mkfifo', [record])
    const writer = openSync(record, 'r+') // recovery waits until it is closed
    const { url, ask, output } = await startServer(t, state_dir, {}, { until: 'listening' })
    const recovery = { jobs_read: Number, jobs: Number, events_read: Number }
    t.match(await ask('/readyz'), { status: 503, body: { code: 'recovering', recovery } })
    t.match(await ask('/api/training/status'), { status: 503, body: { code: 'recovering', recovery } })
    t.match(await ask('/api/training/start', { body: {} }), { status: 503, body: { code: 'recovering' } })
    t.equal((await fetch(`${url}/api/v1/training-jobs`)).headers.get('retry-after'), '1')
    for (const path of ['/healthz', '/metrics', '/docs', '/openapi.json', '/']) {
      t.equal((await fetch(url + path)).status, 200, path)
    }
    const socket = new WebSocket(url.replace('http', 'ws') + '/ws')
    const client = io(url, { transports: ['polling'] })
    t.teardown(() => { client.close() })
    const events = fetch(`${url}/api/events`)
    rmSync(record)
    writeFileSync(record, '{}')
    closeSync(writer)
    const [message] = await once(socket, 'message')
    t.equal(JSON.parse(String(message)).type, 'connected')
    socket.close()
    const stream = await events
    t.equal(stream.status, 200)
    await stream.body?.cancel()
    if (!client.connected) await new Promise(resolve => { client.once('connect', () => { resolve(null) }) })
    t.match(await ask('/readyz'), { status: 200, body: { status: 'ok' } })
    t.notMatch(output.join(''), '"level":50', 'it is no error that a server recovers')
  }
)

t.test('[G850] a disk that is full while the server recovers does not end it: it goes on once there is room',
  { skip: whyNoMounts() ?? false },
  async t => {
    const seed = stateDir(t)
    const first = await startServer(t, seed, { ONETRAINER_PYTHON: trainerProgram('marathon') })
    const client = await connectStream(`${first.url}/ws`)
    await first.ask('/api/training/start', { body: { config: { epochs: 100 } } })
    await client.until(({ global_step }) => Number(global_step) >= 1000)
    await first.ask('/api/training/stop', { body: {} })
    await client.until(ended)
    await untilDevicesFree(first)
    const { last_seq } = (await first.ask('/api/v1/training-jobs/1')).body
    await client.close()
    await first.kill()
    for (const name of readdirSync(seed).filter(name => /^(store|server)\./.test(name))) rmSync(join(seed, name))

    const server = await startOnSmallDisk(t, 32, {}, { copy_of: seed, free_kib: 300 })
    const waits = (): boolean => server.output.join('').includes('the recovery goes on once there is room')
    while (!waits()) await once(server.child.stdout!, 'data')
    t.match(await server.ask('/readyz'), { status: 503, body: { code: 'recovering' } })
    t.equal((await server.ask('/healthz')).status, 200)
    server.empty()
    while ((await server.ask('/readyz')).status !== 200);
    t.match((await server.ask('/api/v1/training-jobs/1')).body, { job_status: 'stopped', last_seq })
    const { events } = (await server.ask('/api/v1/training-jobs/1/events?limit=1000&types=training_status')).body
    t.match(events.at(-1), { status: 'stopped', seq: last_seq })
  }
)

t.test('[G86] recovery gives way to other work after each read, and ends early when the server closes', async t => {
  let turns = 0
  const spin = (): void => { turns++; if (turns < 100) setImmediate(spin) }
  const recovery = createStartupRecovery(async onRecovered => {
    for (;;) await onRecovered({ events_read: 1 })
  })
  spin()
  const begun = recovery.begin()
  await new Promise(resolve => { setImmediate(() => setImmediate(resolve)) })
  t.ok(turns > 1 && recovery.progress() !== null)
  await Promise.all([recovery.stop(), t.rejects(begun, { code: 'recovering' })])
  await t.rejects(recovery.done, { code: 'recovering' })
})

t.test('[G87] a terminal shows a banner and a readable log; Ctrl-C says which job goes on', async t => {
  const state_dir = stateDir(t)
  // a pseudo terminal; what is written to it comes out of stdout
  const shell = 'import pty, sys; pty.spawn(sys.argv[1:])'
  const child = spawn('python3', ['-c', shell, process.execPath, built('src/server.js')], {
    cwd: root, stdio: ['pipe', 'pipe', 'inherit'],
    env: {
      PATH: process.env.PATH, PORT: '0', STATE_DIR: state_dir, OT_X: '1', PYTHONPATH: '/x',
      ONETRAINER_PYTHON: join(root, 'test/fixtures/trainers/marathon')
    }
  })
  t.teardown(() => { child.kill('SIGKILL') })
  let shown = ''
  const wakes = new Set<() => void>()
  child.stdout.on('data', piece => {
    shown += String(piece)
    for (const wake of wakes) wake()
  })
  const until = async (pattern: RegExp): Promise<RegExpExecArray> => await new Promise(resolve => {
    const look = (): void => {
      const found = pattern.exec(shown)
      if (found !== null) resolve(found)
    }
    wakes.add(look)
    look()
  })
  const [, url = ''] = await until(/Address +(http\S+)/)
  await until(/Problem +trainers do not get PYTHONPATH/)
  for (const label of ['Trainer', 'Python', 'Devices', 'State', 'Running', 'Waiting']) t.match(shown, `  ${label} `)
  const client = await connectStream(`${url.replace('localhost', '127.0.0.1')}/ws`)
  const ask = async (path: string, { body }: { body?: unknown } = {}) => {
    const reply = await fetch(url.replace('localhost', '127.0.0.1') + path, {
      method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' }
    })
    return { status: reply.status, body: await reply.json() }
  }
  const jobs = jobsOf({ ask }, client, state_dir)
  const job = await jobs.create({ name: 'night run' })
  await jobs.until(job.job_id, running)
  await until(/\d\d:\d\d:\d\d info +night run has started/)
  t.notMatch(shown, '{"level"')
  child.stdin.write('\x03')
  await until(/"night run" \(job 1\) goes on/)
  await until(/To come back: node/)
  t.match((await until(/To stop night run: .*/))[0], '/api/v1/training-jobs/1/stop')
  await client.close()
})
