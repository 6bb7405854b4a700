// What runs in the container under tini: the server may crash or be restarted, and the training, which is not its
// child, continues.
//   crash → restarted, after a longer delay each time   SIGHUP → the server alone is restarted
// SIGTERM, SIGINT → the server drains: every training backs up and stops. Then, or after STOP_GRACE_SECONDS, the server
// ends
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import { backoff } from '../dist/core/domain/backoff.js'

// The server refuses a bad one, and a container whose server refuses its settings ends.
const STOP_GRACE_SECONDS = process.env.STOP_GRACE_SECONDS || '110'
const [program = 'dist/src/server.js'] = process.argv.slice(2)
const SETTINGS_REFUSED = 2
const STEADY_MS = 60_000
const RESTARTS = { first_ms: 250, longest_ms: 30_000 }
let child
let listening = false
// 'restart': the server is to end and come back. 'draining': trainings are ending. 'ended': the server is to end
let stage = 'keep'

/**
 * The server reports that it listens, and that a drain is complete. A server that listens handles SIGUSR2, which begins
 * one.
 */
function onMessage (message) {
  if (message.listening) listening = true
  if (message.listening && stage === 'draining') child.kill('SIGUSR2')
  if (message.drained) end()
}

function drain () {
  if (stage === 'draining' || stage === 'ended') return
  stage = 'draining'
  if (listening) child.kill('SIGUSR2')
  setTimeout(() => {
    if (stage === 'draining') console.error(`respawn: not every training has stopped within ${STOP_GRACE_SECONDS} s`)
    end()
  }, Number(STOP_GRACE_SECONDS) * 1000).unref()
}

function end () {
  if (stage !== 'draining') return
  stage = 'ended'
  if (child === undefined) process.exit(0)
  child.kill('SIGTERM')
}

function restart () {
  if (stage === 'keep' && child?.kill('SIGTERM')) stage = 'restart'
}

process.on('SIGTERM', drain).on('SIGINT', drain).on('SIGHUP', restart)

for (let failures = 0; ;) {
  const startedAt = performance.now()
  // a Ctrl-C is for us alone
  child = spawn(process.execPath, [program], { stdio: ['inherit', 'inherit', 'inherit', 'ipc'], detached: true })
  child.on('message', onMessage)
  const [code, signal] = await once(child, 'exit')
  child = undefined
  listening = false
  if (stage === 'ended') process.exit(0)
  if (code === SETTINGS_REFUSED) process.exit(code)
  if (stage === 'restart') {
    stage = 'keep'
    continue
  }
  failures = performance.now() - startedAt > STEADY_MS ? 1 : failures + 1
  const delayMs = backoff(RESTARTS, failures)
  console.error(`respawn: the server ended (${signal ?? code}); restarting it in ${delayMs} ms`)
  await wait(delayMs)
}
