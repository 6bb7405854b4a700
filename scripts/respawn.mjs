// What runs in the container under tini: the server may crash or be started anew, and the training, which is not its child, lives on.
//   crash → started again, later each time   SIGHUP → the server alone is started anew
//   SIGTERM, SIGINT → every training is asked to back up and stop, and when it has, or STOP_GRACE_SECONDS are over, the server too
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'

const { PORT = '8000', STATE_DIR = './data', TOKEN, STOP_GRACE_SECONDS = '110' } = process.env
const [program = 'dist/src/server.js'] = process.argv.slice(2)
const SETTINGS_REFUSED = 2
const over = ['idle', 'initialized', 'stopped', 'completed', 'error']
let child
let stage = 'keep' // 'restart': the server is to end and come back. 'ending': trainings are being stopped. 'ended': the server is to end

function authorization () {
  const token = TOKEN || (existsSync(`${STATE_DIR}/token`) ? readFileSync(`${STATE_DIR}/token`, 'utf8').trim() : '')
  return token === '' ? {} : { authorization: `Bearer ${token}` }
}

const HOLD = { held: true, until_restart: true }
const STOP = { backup: true }

/** Calls our own server until it answers; `signal` ends the patience. */
async function call (method, path, signal, body) {
  const sent = body === undefined ? { headers: authorization() } : { headers: { ...authorization(), 'content-type': 'application/json' }, body: JSON.stringify(body) }
  for (;;) {
    signal.throwIfAborted()
    const reply = await fetch(`http://127.0.0.1:${PORT}/api/${path}`, { method, signal, ...sent })
      .catch(error => { if (signal.aborted) throw error }) // not listening: it is on its way up
    if (reply?.ok || reply?.status === 409) return await reply.json()
    if (reply !== undefined && reply.status !== 503) throw new Error(`${method} ${path} was answered ${reply.status}`)
    await wait(500, undefined, { signal })
  }
}

async function stopTrainings (signal) {
  await call('PATCH', 'v1/queue', signal, HOLD) // or the next job would begin where one ends
  for (;;) { // one may have been on its way
    const reply = await call('POST', 'training/stop', signal, STOP)
    if (reply.code === 'not_running') return
    const jobs = reply.code === 'job_ambiguous' ? reply.jobs.map(({ job_id: id }) => id) : [reply.job_id]
    if (jobs.length > 1) for (const job of jobs) await call('POST', `training/stop?job=${job}`, signal, STOP)
    for (const job of jobs) while (!over.includes((await call('GET', `training/status?job=${job}`, signal)).status)) await wait(500, undefined, { signal })
  }
}

async function end () {
  if (stage === 'ending' || stage === 'ended') return
  stage = 'ending'
  await stopTrainings(AbortSignal.timeout(Number(STOP_GRACE_SECONDS) * 1000)).catch(error => console.error(`respawn: not every training was stopped: ${error.message}`))
  stage = 'ended'
  if (child === undefined) process.exit(0)
  child.kill('SIGTERM')
}

process.on('SIGTERM', end).on('SIGINT', end).on('SIGHUP', () => { if (stage === 'keep' && child?.kill('SIGTERM')) stage = 'restart' })

for (let pauseMs = 250; ;) {
  const startedAt = performance.now()
  child = spawn(process.execPath, [program], { stdio: 'inherit', detached: true }) // a Ctrl-C is for us alone
  const [code, signal] = await once(child, 'exit')
  child = undefined
  if (stage === 'ended') process.exit(0)
  if (code === SETTINGS_REFUSED) process.exit(code)
  if (stage === 'restart') {
    stage = 'keep'
    continue
  }
  if (performance.now() - startedAt > 60_000) pauseMs = 250
  console.error(`respawn: the server ended (${signal ?? code}); it is started again in ${pauseMs} ms`)
  await wait(pauseMs)
  pauseMs = Math.min(pauseMs * 2, 30_000)
}
