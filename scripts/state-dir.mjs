// Writes a state directory as this version writes it, and what its server answers about it, to
// test/fixtures/state-dirs/<name>: later versions are tested with it. Run `npm run build` first.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openBare } from '../dist/services/store/database.js'

const root = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '')
const [name] = process.argv.slice(2)
if (name === undefined) throw new Error('usage: node scripts/state-dir.mjs <name of the version>')
const work = mkdtempSync(join(tmpdir(), 'ot-state-'))
const [state_dir, runtime_dir] = [join(work, 'state'), join(work, 'run')]
const target = join(root, 'test/fixtures/state-dirs', name)
const onCall = join(root, 'test/fixtures/trainers/on-call')
const list = '/api/v1/training-jobs'

async function startServer (env = {}) {
  const child = spawn(process.execPath, [join(root, 'dist/src/server.js')], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: {
      PATH: process.env.PATH, HOME: work, PORT: '0', STATE_DIR: state_dir, RUNTIME_DIR: runtime_dir, LOG_LEVEL: 'error',
      ...env
    }
  })
  let port
  while (port === undefined) [{ listening: { port } = {} }] = await once(child, 'message')
  return {
    async ask (path, body, method = body === undefined ? 'GET' : 'POST') {
      const reply = await fetch(`http://127.0.0.1:${port}${path}`, {
        method,
        ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } })
      })
      if (!reply.ok) throw new Error(`${method} ${path}: ${await reply.text()}`)
      return reply.status === 204 ? null : await reply.json()
    },
    async end (signal = 'SIGTERM') {
      child.kill(signal)
      await once(child, 'exit')
    }
  }
}

async function until (server, job_id, fits) {
  for (;;) {
    const job = await server.ask(`${list}/${job_id}`)
    if (fits(job)) return job
  }
}
const isOver = ({ job_status }) => ['stopped', 'completed', 'error'].includes(job_status)
function instruct (job_id, attempt, what) {
  writeFileSync(join(state_dir, 'runs', job_id, `a${attempt}`, 'do'), what)
}

/** Jobs in every state: trained for real, failed and retried, stopped with a backup, queued, idle, deleted, running. */
async function fill () {
  const small = {
    epochs: 1, training_set_size: 20, validation_set_size: 20, sample_after: 1, backup_after: 1,
    samples: [{ prompt: '7', diffusion_steps: 2, width: 16, height: 16 }]
  }
  const real = await startServer()
  await real.ask('/api/config/saved/tiny', { epochs: 3, learning_rate: 3 }, 'PUT')
  await real.ask('/api/config/current', { name: 'tiny' }, 'PUT')
  const network = await real.ask('/api/networks', { name: 'Digits', config: { training_set_size: 20 } })
  const { job_id: trained } = await real.ask('/api/training/start', { name: 'trained', config: small })
  await until(real, trained, isOver)
  await real.end()
  const server = await startServer({ ONETRAINER_PYTHON: onCall })
  const { job_id: retried } = await server.ask(list, { name: 'retried', retry: { max_retries: 1, delay_seconds: 0 } })
  await until(server, retried, ({ job_status }) => job_status === 'running')
  instruct(retried, 1, 'fail')
  await until(server, retried, ({ attempt, job_status }) => attempt === 2 && job_status === 'running')
  instruct(retried, 2, 'finish')
  await until(server, retried, isOver)
  const { job_id: stopped } = await server.ask(list, { name: 'stopped', notes: 'by hand', tags: ['t'] })
  await until(server, stopped, ({ job_status }) => job_status === 'running')
  await server.ask(`${list}/${stopped}/stop`, { backup: true })
  await until(server, stopped, isOver)
  await server.ask(`/api/networks/${network.network_id}/train`, { epochs: 1 })
  await server.ask(list, { name: 'last', after: [stopped], queue: false })
  const deleted = await server.ask(list, { name: 'deleted', queue: false })
  await server.ask(`${list}/${deleted.job_id}`, undefined, 'DELETE')
  await until(server, '4', ({ job_status }) => job_status === 'running')
  await server.ask('/api/v1/queue', { held: true }, 'PATCH')
  await server.ask(list, { name: 'waiting', priority: 3, retry: { max_retries: 2 } })
  await server.end('SIGKILL')
}

const dropped = /^(output\.log.*|runner\.log|reserve|server\.lock.*|model\.json|optimizer\.json|device-.*\.lock|do)$/
const boot_id = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
/** Nothing of this machine is kept. */
const clean = text => [
  [state_dir, '/srv/onetrainer'], [runtime_dir, '/run/onetrainer-web-ui'], [root, '/opt/onetrainer-web-ui'],
  [work, '/srv'], [boot_id, '7f0c6c1e-5d0b-4a3e-9a35-0c7d0b1f2e44'], [process.env.PATH, '/usr/local/bin:/usr/bin:/bin'],
  [homedir(), '/srv/home']
].reduce((text, [from, to]) => text.replaceAll(from, to), text)

function keep () {
  rmSync(target, { recursive: true, force: true })
  for (const path of readdirSync(state_dir, { recursive: true }).filter(path => !path.startsWith('store.db'))) {
    const [from, to] = [join(state_dir, path), join(target, 'state', path)]
    if (!statSync(from).isFile() || dropped.test(basename(path))) continue
    mkdirSync(dirname(to), { recursive: true })
    if (path.endsWith('.png') || path.endsWith('.webp')) cpSync(from, to)
    else writeFileSync(to, clean(readFileSync(from, 'utf8')))
  }
  const store = openBare(join(state_dir, 'store.db'))
  for (const { name: table } of store.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all()) {
    for (const { name: column, type } of store.prepare(`PRAGMA table_info(${table})`).all()) {
      if (type.toLowerCase() !== 'text') continue
      for (const { value } of store.prepare(`SELECT DISTINCT ${column} AS value FROM ${table}`).all()) {
        if (value === null || clean(value) === value) continue
        store.prepare(`UPDATE ${table} SET ${column} = ? WHERE ${column} = ?`).run(clean(value), value)
      }
    }
  }
  store.exec('PRAGMA wal_checkpoint(TRUNCATE); VACUUM; PRAGMA wal_checkpoint(TRUNCATE)')
  store.close()
  cpSync(join(state_dir, 'store.db'), join(target, 'store.db'))
}

/** What the version's own server answers; not what depends on the machine, or on when it is asked. */
async function record () {
  rmSync(state_dir, { recursive: true })
  cpSync(join(target, 'state'), state_dir, { recursive: true })
  cpSync(join(target, 'store.db'), join(state_dir, 'store.db'))
  const server = await startServer()
  const { jobs } = await server.ask(`${list}?sort=created_at`)
  const paths = jobs.filter(({ job_status }) => job_status !== 'running').flatMap(({ job_id }) => [
    `${list}/${job_id}`, ...['attempts', 'models', 'events?limit=500'].map(what => `${list}/${job_id}/${what}`),
    `/api/samples/list?job=${job_id}`
  ])
  const answers = {
    [`${list}?sort=created_at`]: { jobs: jobs.map(({ job_id, job_number, name }) => ({ job_id, job_number, name })) }
  }
  for (const path of [...paths, '/api/config/current', '/api/config/load/tiny', '/api/networks', '/api/v1/queue']) {
    answers[path] = await server.ask(path)
  }
  await server.end('SIGKILL')
  writeFileSync(join(target, 'answers.json'), JSON.stringify(answers, (key, value) =>
    ['id', 'last_event_id', 'stream_id', 'devices'].includes(key) ? undefined : value, 2) + '\n')
}

function commandLine (pid) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return '' // it has ended
  }
}

mkdirSync(runtime_dir, { mode: 0o700 })
try {
  await fill()
  keep()
  await record()
} finally {
  for (const pid of readdirSync('/proc').filter(pid => /^\d+$/.test(pid))) {
    if (commandLine(pid).includes(state_dir)) process.kill(Number(pid), 'SIGKILL')
  }
  rmSync(work, { recursive: true, force: true, maxRetries: 5 })
}
