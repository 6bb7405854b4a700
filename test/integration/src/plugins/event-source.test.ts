import { once } from 'node:events'
import { request } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import t from 'tap'
import type { Test } from 'tap'
import { machineClock } from '../../../../core/machine-clock.ts'
import { createAppError } from '../../../../core/domain/app-error.ts'
import type { Clock } from '../../../../core/domain/clock.ts'
import type { SystemStats } from '../../../../core/contract/system.ts'
import eventSource from '../../../../routes/event-source.ts'
import { bodies, createFakeStream, jobs } from '../../../fixtures/fake-stream.ts'
import type { FakeStream } from '../../../fixtures/fake-stream.ts'
import { createManualClock } from '../../../helpers/manual-clock.ts'
import { streamApp } from '../../../helpers/stream-app.ts'

interface Received { id?: string, event: string, data: Record<string, any> } // any: messages of every type

/** A server over a stream; `read` opens it as a browser does. */
async function serve (t: Test, stream: FakeStream = createFakeStream(), clock: Clock = machineClock) {
  const { state } = stream.snapshot()
  const job = { job_id: jobs[1], state, stateNow: () => state, over: false, batch_size: null, network_id: '' }
  const { app, listeners } = await streamApp(t, { stream, clock }, async (app, parts) => {
    const findUsable = (ref: string): typeof job => {
      if (ref !== '2') throw createAppError('job_not_found', { job: ref })
      return job
    }
    await app.register(eventSource, { ...parts, jobs: { findUsable } })
  })
  await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.address() as AddressInfo

  async function read (query = '', last_event_id?: string) {
    const asked = request({
      port, path: `/api/events${query}`,
      headers: last_event_id === undefined ? {} : { 'last-event-id': last_event_id }
    })
    asked.end()
    const [response] = await once(asked, 'response')
    const received: Received[] = []
    let [text, comments, ended] = ['', 0, false]
    let wake = (): void => undefined
    response.setEncoding('utf8')
    response.on('data', (piece: string) => {
      const blocks = (text + piece).split('\n\n')
      text = blocks.pop() ?? ''
      for (const block of blocks) {
        const fields = Object.fromEntries(
          block.split('\n').map(line => [line.split(':', 1)[0], line.slice(line.indexOf(':') + 1).trim()])
        )
        if ('data' in fields) received.push({ ...fields, data: JSON.parse(fields.data!) } as Received)
        else if (block.startsWith(':')) comments++
      }
      wake()
    })
    const gone = new Promise<void>(resolve => { response.once('close', resolve) }).then(() => { ended = true; wake() })
    response.on('error', () => { response.destroy() })
    async function until (fits: () => boolean): Promise<Received[]> {
      while (!fits() && !ended) await new Promise<void>(resolve => { wake = resolve })
      if (!fits()) throw new Error(`the stream ended first: ${JSON.stringify(received)}`)
      return received
    }
    t.teardown(() => { asked.destroy() })
    return {
      status: response.statusCode as number,
      headers: response.headers as Record<string, string>,
      received,
      gone,
      pause: () => { response.pause() },
      resume: () => { response.resume() },
      until,
      comments: () => comments,
      /** The cursor a browser would come back with. */
      last_id: () => received.findLast(({ id }) => id !== undefined)?.id ?? last_event_id,
      event: async (event: string) =>
        (await until(() => received.some(one => one.event === event))).find(one => one.event === event)!,
      leave: async () => { asked.destroy(); await gone }
    }
  }
  return { app, stream, listeners, read, ask: async (path: string) => await app.inject(path) }
}

const ids = (received: Received[]): unknown[] =>
  received.filter(({ data }) => data.type === 'log').map(({ data }) => data.message)

t.test(
  '[L11] a client receives the state, then each message as an event of its type, with an id once all earlier messages are sent',
  async t => {
    const { stream, read, listeners } = await serve(t)
    const reader = await read()
    t.match(reader.headers, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' })
    t.match(await reader.event('connected'), {
      id: 'k3f9a2c1.0',
      data: { type: 'connected', last_event_id: 'k3f9a2c1.0', state: { is_training: false } }
    })
    stream.emit(bodies.status('running'), bodies.progress(1), bodies.sample(7))
    const received = await reader.until(() => reader.received.some(({ event }) => event === 'sample_generated'))
    t.match(
      received.filter(({ event }) => event !== 'connected' && event !== 'training_state'),
      [
        { id: 'k3f9a2c1.1', event: 'training_status', data: { type: 'training_status', id: 'k3f9a2c1.1' } },
        { id: undefined, event: 'training_progress', data: { global_step: 1 } },
        { id: undefined, event: 'sample_default', data: { id: null } },
        { id: 'k3f9a2c1.2', event: 'sample_generated', data: { path: '/api/samples/s1-7/image' } }
      ]
    )
    for (const listener of listeners) listener({ timestamp: '2026-01-01T00:00:00.000Z' } as SystemStats)
    t.equal((await reader.event('system_stats')).id, undefined)
    await reader.leave()
  }
)

t.test(
  '[L12] a client that reconnects with Last-Event-ID misses nothing and receives nothing twice, across disconnections and server restarts',
  async t => {
    const stream = createFakeStream()
    let cursor: string | undefined
    const messages: unknown[] = []
    let emitted = 0
    const emit = (count: number): void => {
      for (let index = 0; index < count; index++) stream.emit(bodies.log(`line ${emitted++}`))
    }
    for (const [missed, live] of [
      [3, 5], [0, 2], [600, 1], [7, 0], [1, 40]
    ] as const) {
      if (cursor !== undefined) emit(missed)
      const { app, read } = await serve(t, stream)
      const reader = await read('?events=log', cursor)
      await reader.event(cursor === undefined ? 'connected' : 'replay_complete')
      emit(live)
      await reader.until(() => messages.length + ids(reader.received).length === emitted)
      messages.push(...ids(reader.received))
      cursor = reader.last_id()
      await app.close()
      await reader.gone
    }
    t.strictSame(
      messages,
      Array.from({ length: emitted }, (_, index) => `line ${index}`)
    )
  }
)

t.test('[L12] a client that stops reading waits at its cursor and receives everything once it reads on', async t => {
  const { app, stream, read } = await serve(t)
  const [slow, quick] = [await read('?events=log'), await read('?events=log')]
  await Promise.all([slow.event('connected'), quick.event('connected')])
  slow.pause()
  const count = 8000
  for (let index = 0; index < count; index++) stream.emit(bodies.log(`${index} ${'x'.repeat(1000)}`))
  await quick.until(() => ids(quick.received).length === count)
  const [behind] = app.fanOut.status().clients
  t.ok(behind !== undefined && behind.lag_events > 0 && behind.buffered_bytes < 1024 * 1024)
  slow.resume()
  await slow.until(() => ids(slow.received).length === count)
  t.strictSame(ids(slow.received), ids(quick.received))
})

t.test('[L12] a client that is cut off before its replay keeps the cursor it came with', async t => {
  const { stream, read } = await serve(t)
  stream.emit(bodies.log('a'), bodies.log('b'))
  const reader = await read('?since=k3f9a2c1.1', 'k3f9a2c1.0') // the header is the newer word
  t.equal((await reader.event('connected')).id, undefined)
  t.match(await reader.event('replay_complete'), { id: 'k3f9a2c1.2', data: { replayed: 2 } })
  t.match(
    reader.received.filter(({ event }) => event === 'log'),
    [{ data: { message: 'a', replay: true } }, { data: { message: 'b' } }]
  )
})

t.test('[L13] a malformed or foreign cursor is answered by a gap with resync and the whole state', async t => {
  const { stream, read } = await serve(t)
  stream.emit(bodies.log('a'))
  for (const cursor of ['other.1', 'k3f9a2c1.99', 'nonsense', '-']) {
    const reader = await read('', cursor)
    t.match(await reader.event('gap'), { data: { reason: 'history_reset', resync: true } })
    t.match(await reader.event('training_state'), { id: 'k3f9a2c1.1' })
    await reader.leave()
  }
})

t.test('[L14] a client selects messages and a job, and bookmarks move its cursor past all others', async t => {
  const clock = createManualClock()
  const { stream, read, ask } = await serve(t, createFakeStream(), clock)
  const reader = await read('?events=warning,backup_created&job=2')
  await reader.event('connected')
  stream.emit(bodies.warning('of job 1'), bodies.log('x'))
  stream.emitFor(jobs[1], bodies.warning('of job 2'))
  t.match(await reader.event('warning'), { data: { message: 'of job 2' } })
  stream.emit(bodies.log('y'))
  clock.advance(15_000)
  t.match(await reader.event('bookmark'), { id: 'k3f9a2c1.4' })
  clock.advance(15_000)
  await reader.until(() => reader.comments() > 0)
  t.match((await ask('/api/events?events=log,nonsense')).json(), {
    statusCode: 400, code: 'invalid_request', message: /nonsense/, details: [{ pointer: '/events' }]
  })
  t.match((await ask('/api/events?events=,')).json(), { statusCode: 400, message: /events/ })
  t.match((await ask('/api/events?job=77')).json(), { statusCode: 404, code: 'job_not_found' })
  t.match((await ask('/api/events?wrong=1')).json(), { statusCode: 400, message: /wrong/ })
})

t.test(
  '[L15] clients appear in the socket status, leave nothing behind, and are disconnected when the server stops',
  async t => {
    const { app, read, listeners } = await serve(t)
    const connections: Socket[] = []
    app.server.on('connection', (socket: Socket) => {
      connections.push(socket)
    })
    const [stays, goes] = [await read(), await read('?events=log')]
    await Promise.all([stays.event('connected'), goes.event('connected')])
    t.match(app.fanOut.status().clients, [
      { path: '/api/events', subscriptions: null }, { path: '/api/events', subscriptions: ['log'] }
    ])
    const left = once(connections[1]!, 'close')
    await goes.leave()
    await left
    t.equal(app.fanOut.status().connections, 1)
    t.equal(listeners.size, 1)
    await app.close()
    await stays.gone
    t.strictSame([app.fanOut.status().connections, listeners.size], [0, 0])
  }
)

t.test('[L15] HEAD answers with the headers alone; other methods are refused', async t => {
  const { app } = await serve(t)
  t.match(await app.inject({ method: 'HEAD', url: '/api/events' }), {
    statusCode: 200, headers: { 'content-type': /event-stream/ }, payload: ''
  })
  t.match((await app.inject({ method: 'POST', url: '/api/events', payload: {} })).json(), { statusCode: 405 })
  t.equal(app.fanOut.status().connections, 0)
})
