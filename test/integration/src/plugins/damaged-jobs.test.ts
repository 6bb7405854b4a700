import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import WebSocket from 'ws'
import { ended } from '../../../helpers/jobs.ts'
import { stateDir } from '../../../helpers/server-process.ts'
import { connectClient } from '../../../helpers/socketio-client.ts'
import { small, testApp } from '../../../helpers/test-app.ts'

t.test('[V340] a damaged job is replayed like any other, and its own sockets are closed with the reason', async t => {
  const STATE_DIR = stateDir(t)
  const first = await testApp(t, { STATE_DIR })
  const native = await first.stream()
  const network_id = '019a4f6e-7b1c-7c3e-9d2a-5f0b8e6c1d42'
  const config = { ...small, epochs: 2 }
  const { status, body: { job_id } } = await first.ask('/api/v1/training-jobs', { body: { config } })
  t.equal(status, 201)
  await native.until(ended)
  await native.close()
  const [stream_id] = (await first.ask('/api/ws/status')).body.last_event_id.split('.')
  const path = join(STATE_DIR, 'runs', job_id, 'job.json')
  const record = (): Record<string, unknown> => JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>
  while (record().settled_attempt !== 1) await first.ask('/healthz') // the last change that the server makes to it
  await first.app.close()
  writeFileSync(path, JSON.stringify({ ...record(), network_id, priority: 'high' }))

  const app = await testApp(t, { STATE_DIR })
  t.match((await app.ask('/api/v1/training-jobs')).body.jobs, [{ job_number: 1, reason: 'record_damaged' }])
  const { received, until } = connectClient(t, app, { auth: { offset: `${stream_id}.0` } })
  await until(({ epoch }) => epoch === 2)
  t.match(received, [1, 2].map(epoch => ({ epoch, total_epochs: 2, network_id, job_id })))

  for (const url of ['/ws/training/1', '/api/v1/training-jobs/1/ws', '/api/v1/training-jobs/1/stream?since_seq=0']) {
    const [code, reason] = await once(new WebSocket(`ws://${app.host}${url}`), 'close') as [number, Buffer]
    t.strictSame([code, String(reason)], [1008, 'the job is damaged; see /api/v1/training-jobs/1'], url)
  }
})
