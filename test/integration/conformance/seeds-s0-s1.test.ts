import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { join } from 'node:path'
import t from 'tap'
import { TypeCompiler } from '@sinclair/typebox/compiler'
import { ServerMessage } from '../../../core/contract/socket.ts'
import { createSeen } from '../../helpers/seen.ts'
import { startServer, stateDir } from '../../helpers/server-process.ts'
import { seeds, snippet } from '../../helpers/snippet.ts'
import type { Call } from '../../helpers/snippet.ts'
import { small, testApp, trainerProgram } from '../../helpers/test-app.ts'

const serverMessage = TypeCompiler.Compile(ServerMessage)
const over = ({ what, args }: Call): boolean => what === 'updateStatus' && args[0] === 'completed'

t.test(
  '[S0] the browser snippet that subscribes runs unchanged: it receives progress, status and samples, and nothing else',
  async t => {
    const app = await testApp(t)
    const page = snippet(t, app, 's0-browser.js')
    await page.until(one => one.what === 'message' && one.args[0] === 'subscribed')
    await app.ask('/api/training/start', { body: { config: small } })
    await page.until(over)
    const { calls } = page
    t.strictSame(calls('error'), [])
    const [[, total]] = calls('updateProgressBar') as [[number, number]]
    t.equal(total, 12, '[S7] max_step is the steps of one epoch, so max_step * max_epoch is all of them')
    t.strictSame(calls('updateProgressBar').at(-1), [12, 12])
    t.ok(calls('updateStatus').some(([status]) => status === 'running'))
    const [path, prompt] = calls('displaySample')[0] as [string, string]
    t.equal(prompt, '7')
    const image = await fetch(app.url + path)
    t.match(
      [image.status, image.headers.get('content-type')],
      [200, 'image/png'],
      '[S8] the path of a sample works in <img src>'
    )
    const after = page.made
      .slice(page.made.findIndex(one => one.args[0] === 'subscribed'))
      .filter(({ what }) => what === 'message')
      .map(({ args }) => args[0])
      .filter(type => type !== 'bookmark') // comes where nothing else did for long
    t.strictSame(
      [...new Set(after)].sort(),
      ['sample_generated', 'subscribed', 'training_progress', 'training_status'],
      '[S6] after the first subscribe only the named types are sent'
    )
  }
)

t.test('[S5] the console snippet, which only listens, receives every type of message', async t => {
  const app = await testApp(t, { STATS_INTERVAL_MS: '200' })
  const page = snippet(t, app, 's0-console.js')
  await page.until(one => one.what === 'message' && one.args[0] === 'connected')
  await app.ask('/api/training/start', { body: { config: small } })
  await page.until(
    ({ what, args }) => what === 'console.log' && (args[0] as { status?: string }).status === 'completed'
  )
  await page.until(one => one.what === 'message' && one.args[0] === 'system_stats')
  const seen = new Set(page.made.filter(({ what }) => what === 'message').map(({ args }) => args[0]))
  for (const type of [
    'connected', 'training_state', 'training_progress', 'training_status', 'sample_generated', 'sample_default',
    'validation_result', 'backup_created', 'model_saved', 'system_stats'
  ]) { t.ok(seen.has(type), type) }
  const wrong = page.made.flatMap(({ what, args }) =>
    what === 'console.log' && !serverMessage.Check(args[0])
      ? [[...serverMessage.Errors(args[0])].map(error => error.path)]
      : []
  )
  t.strictSame(wrong, [], 'every message fits the contract')
})

t.test(
  '[S4] the browser snippet with a bare ping is answered with JSON, and receives sample_default and sample_custom',
  async t => {
    const app = await testApp(t)
    const page = snippet(t, app, 's1-browser.js')
    await page.until(one => one.what === 'message' && one.args[0] === 'pong')
    t.equal(page.made.find(({ what }) => what === 'message')?.args[0], 'connected', 'the first message is the state')
    await app.ask('/api/training/start', { body: { config: { ...small, epochs: 30 } } })
    await page.until(one => one.what === 'message' && one.args[0] === 'training_progress')
    t.match(await app.ask('/api/samples/custom', { body: { prompt: 'the digit 3', diffusion_steps: 4 } }), {
      status: 202
    })
    await page.until(one => one.args[0] === 'sample_custom')
    await app.ask('/api/samples/default', { method: 'POST' })
    await page.until(one => one.args[0] === 'sample_default')
    t.ok(page.made.some(one => one.args[0] === 'training_state'))
    t.strictSame(
      page.made.filter(one => one.args[0] === 'error' || one.what === 'error'),
      []
    )
  }
)

t.test('[S0] the Python client of /ws runs unchanged', async t => {
  const app = await testApp(t)
  const source = join(seeds, 's0-client.py')
  const run =
    'import sys; exec(compile(open(sys.argv[1]).read().replace("localhost:8000", sys.argv[2]), sys.argv[1], "exec"))'
  const child = spawn('python3', ['-u', '-c', run, source, app.host], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env.PATH, PYTHONPATH: join(seeds, 'python') }
  })
  t.teardown(() => {
    child.kill('SIGKILL')
  })
  const { all: lines, add, until, fail } = createSeen<string>(app.fault)
  child.once('close', () => { fail(new Error(`the client ended: ${JSON.stringify(lines.slice(-5))}`)) })
  createInterface(child.stdout).on('line', line => {
    add(line)
    if (line === 'Received: subscribed') void app.ask('/api/training/start', { body: { config: small } })
  })
  await until(line => /^Step: 12, Loss: [\d.]+$/.test(line))
  t.ok(lines.includes('Received: training_status'))
  t.strictSame(
    lines.filter(
      line =>
        !/^(Received: (connected|subscribed|training_progress|training_status|training_state|system_stats|log))$|^Step: \d+, Loss: [\d.]+$/.test(
          line
        )
    ),
    []
  )
})

t.test(
  '[S20] every documented route answers, a GET changes nothing, and loading a config does not activate it',
  async t => {
    const app = await testApp(t)
    const gets = [
      '/api/training/status', '/api/training/progress', '/api/config/list', '/api/config/load/quick',
      '/api/config/schema', '/api/config/defaults', '/api/samples/list', '/api/samples/latest', '/api/system/info',
      '/api/system/resources', '/api/system/processes', '/api/ws/status', '/docs', '/redoc', '/openapi.json',
      '/asyncapi.json', '/healthz', '/readyz', '/metrics'
    ]
    for (const path of gets) t.equal((await app.ask(path)).status, 200, path)
    t.match(await app.ask('/api/config/current'), { status: 200, body: { source: 'defaults', name: null } })
    t.match((await app.ask('/api/training/status')).body, {
      status: 'idle', is_training: false,
      progress: { epoch: 0, epoch_step: 0, epoch_sample: 0, global_step: 0 },
      max_step: 0,
      max_epoch: 0,
      error: null
    })
    t.match(await app.ask('/api/config/current', { method: 'PUT', body: { name: 'quick' } }), {
      status: 200, body: { name: 'quick' }
    })
    t.match((await app.ask('/api/training/status')).body, { status: 'initialized' })
    for (const path of ['stop', 'backup', 'save', 'pause', 'resume']) {
      t.match(
        await app.ask(`/api/training/${path}`, { method: 'POST' }),
        { status: 409, body: { code: 'not_running' } },
        path
      )
    }
    for (const path of ['default', 'custom']) {
      t.match(
        await app.ask(`/api/samples/${path}`, { body: path === 'custom' ? { prompt: '7' } : {} }),
        { status: 409 },
        path
      )
    }
    t.match(await app.ask('/api/config/validate', { body: { epochs: 0 } }), {
      status: 200,
      body: { valid: false, errors: [{ pointer: '/epochs' }] }
    })
    for (const name of ['..', '%2e%2e%2fserver', 'a%2f..%2fb', '.current']) {
      t.ok([400, 404].includes((await app.ask(`/api/config/load/${name}`)).status), name)
    }
  }
)

t.test('[S19] the names list and latest are routes, never samples', async t => {
  const app = await testApp(t)
  const client = await app.stream()
  await app.ask('/api/training/start', { body: { config: small } })
  const sample = await client.until(frame => frame.type === 'sample_generated')
  t.match(sample.sample_id, /^s1-\d+$/)
  await client.until(frame => frame.type === 'training_status' && frame.exit !== null)
  const { body: list } = await app.ask('/api/samples/list')
  t.match(list, { total: 2, samples: [{ sample_type: 'default' }, {}] })
  t.match((await app.ask('/api/samples/latest')).body.samples[0], list.samples[0])
  const { body: one } = await app.ask(`/api/samples/${list.samples[0].sample_id}`)
  t.strictSame(one, list.samples[0])
  for (const path of [one.path, one.thumbnail_path]) t.equal((await fetch(app.url + path)).status, 200, path)
  t.match(await app.ask('/api/samples/s1-999999'), { status: 404, body: { code: 'sample_not_found' } })
})

t.test('[S21] a server that shuts down, as for a reload, leaves the training running', async t => {
  const state_dir = stateDir(t)
  const env = { ONETRAINER_PYTHON: trainerProgram('marathon') }
  const first = await startServer(t, state_dir, env)
  await first.ask('/api/training/start', { body: {} })
  first.child.kill('SIGTERM')
  const [code] = await once(first.child, 'exit') as [number | null]
  t.equal(code, 0)
  const second = await startServer(t, state_dir, env)
  t.match((await second.ask('/api/training/status')).body, { is_training: true, attempt: 1 })
  t.equal((await second.ask('/api/training/stop', { method: 'POST' })).status, 202)
  t.equal(readdirSync(join(state_dir, 'runs')).length, 1)
})
