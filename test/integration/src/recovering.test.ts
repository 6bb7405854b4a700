import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdirSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { io } from 'socket.io-client'
import t from 'tap'
import { WebSocket } from 'ws'
import { createStartupRecovery } from '../../../services/compose/startup-recovery.ts'
import { patience } from '../../helpers/patience.ts'
import { startServer, stateDir } from '../../helpers/server-process.ts'

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
