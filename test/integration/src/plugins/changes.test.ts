import type { AddressInfo } from 'node:net'
import t from 'tap'
import nativeStream from '../../../../routes/ws.ts'
import { createFakeStream } from '../../../fixtures/fake-stream.ts'
import { createManualClock } from '../../../helpers/manual-clock.ts'
import { undeclared } from '../../../helpers/server-message.ts'
import { streamApp } from '../../../helpers/stream-app.ts'
import { connectStream } from '../../../helpers/stream-client.ts'
import { small, testApp } from '../../../helpers/test-app.ts'

t.test('[W81] a request that changed something is told to every client, one that was refused or only read to none', async t => {
  const { app } = await streamApp(t, { stream: createFakeStream(), clock: createManualClock() }, async (app, parts) => {
    const commands = { send: async ({ id }: { id: string }) => ({ command_id: id }), newId: () => 'made' }
    await app.register(nativeStream, { ...parts, commands })
    const schema = { tags: ['jobs'] }
    app.get('/jobs', { schema }, async () => 'read')
    app.patch('/jobs', { schema }, async (_, reply) => await reply.code(204).send())
    app.post('/jobs', { schema }, async (_, reply) => await reply.code(409).send({}))
    app.put('/jobs', { schema, config: { changes: false } }, async () => 'checked')
    app.post('/plain', async () => 'of no resource')
  })
  await app.listen({ host: '127.0.0.1', port: 0 })
  const url = `ws://127.0.0.1:${(app.server.address() as AddressInfo).port}/ws`
  const clients = await Promise.all([connectStream(url), connectStream(url)])
  for (const method of ['GET', 'POST', 'PUT'] as const) await app.inject({ method, url: '/jobs' })
  await app.inject({ method: 'POST', url: '/plain' })
  await app.inject({ method: 'PATCH', url: '/jobs' })
  for (const client of clients) {
    await client.until(({ type }) => type === 'changed')
    t.match(client.frames.map(({ type, resource }) => [type, resource]), [['connected'], ['changed', 'jobs']])
    t.strictSame(undeclared(client.frames), [])
    await client.close()
  }
})

t.test('[W83] after a training every client is told when its device is free', async t => {
  const app = await testApp(t)
  const client = await app.stream()
  await app.ask('/api/v1/training-jobs', { method: 'POST', body: { name: 'short', config: small } })
  let last = await client.until(({ type, status }) => type === 'training_status' && status === 'completed')
  const isNew = (frame: typeof last): boolean => client.frames.indexOf(frame) > client.frames.indexOf(last)
  const isFree = async (): Promise<boolean> =>
    (await app.ask('/api/v1/queue')).body.devices.every(({ job_id }: { job_id: string | null }) => job_id === null)
  for (let free = false; !free; free = await isFree()) {
    last = await client.until(frame => frame.type === 'changed' && isNew(frame))
  }
  t.pass('the reply after the message has it free')
})
