import { once } from 'node:events'
import { connect } from 'node:net'
import t from 'tap'
import type { Test } from 'tap'
import WebSocket from 'ws'
import { TypeCompiler } from '@sinclair/typebox/compiler'
import { JobMessage, JobUpdate } from '../../../../core/contract/job-views.ts'
import { patience } from '../../../helpers/patience.ts'
import { connectStream } from '../../../helpers/stream-client.ts'
import { small, testApp, trainerProgram } from '../../../helpers/test-app.ts'
import type { TestApp } from '../../../helpers/test-app.ts'

t.setTimeout(patience(120_000))
const jobMessage = TypeCompiler.Compile(JobMessage)
const jobUpdate = TypeCompiler.Compile(JobUpdate)

const closing = async (socket: WebSocket): Promise<{ code: number, reason: string }> => {
  const [code, reason] = await once(socket, 'close') as [number, Buffer]
  return { code, reason: String(reason) }
}
const follow = async (t: Test, app: TestApp, path: string) => {
  const client = await connectStream(`${app.url}${path}`)
  t.teardown(async () => { await client.close() })
  return { ...client, closed: closing(client.socket) }
}
const endless = { ONETRAINER_PYTHON: trainerProgram('marathon') }

t.test('a training that ends', async t => {
  const app = await testApp(t)
  const native = await app.stream()
  await app.ask('/api/v1/queue', { method: 'PATCH', body: { held: true } }) // it begins when everybody is there
  const {
    body: { job_id, job_slug }
  } = await app.ask('/api/v1/training-jobs', { body: { config: { ...small, epochs: 3 } } })
  const watching = await Promise.all(
    [
      '/api/v1/training-jobs/1/ws', `/api/v1/training-jobs/${job_id}/stream`, `/api/v1/training-jobs/${job_slug}/ws`
    ].map(async path => await follow(t, app, path))
  )
  const updates = await Promise.all(
    ['1', job_id, job_slug].map(async ref => await follow(t, app, `/ws/training/${ref}`))
  )
  await app.ask('/api/v1/queue', { method: 'PATCH', body: { held: false } })

  t.test(
    '[V5] a job is found by id, number and slug; its stream begins with its state and is closed after the last message',
    async t => {
      for (const { frames, closed } of watching) {
        t.strictSame(await closed, { code: 1000, reason: 'the job is over' })
        t.strictSame(
          frames.flatMap(frame => [...jobMessage.Errors(frame)].map(({ path }) => `${frame.type} ${path}`)),
          []
        )
        t.match(
          [frames[0]?.type, frames.at(-1)],
          [
            'progress',
            {
              type: 'complete', status: 'succeeded', progress: 1, current_epoch: 3, total_epochs: 3, model_id: 1,
              final_metrics: { train_loss: Number, val_loss: Number }
            }
          ]
        )
        const epochs = frames
          .filter(
            ({ type, status, current_epoch: epoch, progress }) =>
              type === 'progress' && status === 'running' && Math.abs(Number(progress) - Number(epoch) / 3) < 1e-9
          )
          .map(({ current_epoch: epoch }) => epoch)
        for (const epoch of [1, 2, 3]) t.ok(epochs.includes(epoch), `epoch ${epoch} of ${String(epochs)}`)
      }
    }
  )

  t.test('[V10] job-updates sends the end and keeps the connection open', async t => {
    for (const client of updates) {
      const last = await client.until(({ complete }) => complete === true)
      t.match(last, {
        job_id: job_slug, status: 'succeeded', progress: 100, current_epoch: 3, total_epochs: 3, current_step: 18,
        total_steps: 18
      })
      t.strictSame(
        client.frames.flatMap(frame => [...jobUpdate.Errors(frame)].map(({ path }) => path)),
        []
      )
      t.equal(client.socket.readyState, WebSocket.OPEN)
    }
  })

  t.test('[V5] connecting to a finished job repeatably yields its state, its end and 1000', async t => {
    for (let round = 0; round < 30; round++) {
      const { frames, closed } = await follow(t, app, '/api/v1/training-jobs/1/ws')
      t.equal((await closed).code, 1000)
      t.match(frames, [{ type: 'progress', status: 'succeeded', progress: 1 }, { type: 'complete' }])
      t.equal(frames.length, 2)
    }
  })

  t.test('[V6] since_seq and since replay the whole history of a job, once and in order', async t => {
    const story = (frames: Array<{ type: string, id?: unknown }>) =>
      frames
        .filter(({ type }, at) => at > 0 && type !== 'replay_complete')
        .map(({ id }) => Number(String(id).split('.')[1]))
    const whole = await follow(t, app, '/api/v1/training-jobs/1/ws?since_seq=0')
    t.equal((await whole.closed).code, 1000)
    const ids = story(whole.frames)
    t.ok(ids.length > 5)
    t.strictSame(
      ids,
      [...new Set(ids)].sort((a, b) => a - b)
    )
    t.equal(whole.frames.filter(({ type }) => type === 'complete').length, 1)
    const middle = whole.frames[4]!
    const rest = await follow(t, app, `/api/v1/training-jobs/1/stream?since=${String(middle.id)}`)
    t.equal((await rest.closed).code, 1000)
    t.strictSame(story(rest.frames), ids.slice(4))
    const end = await follow(t, app, `/api/v1/training-jobs/1/ws?since=${String(whole.frames[0]?.id)}`)
    t.equal((await end.closed).code, 1000)
    t.strictSame(
      end.frames.map(({ type }) => type),
      ['progress', 'replay_complete', 'complete']
    )
    for (const odd of ['since=nonsense', 'since=zzzzzzzz.1', 'since_seq=-1', 'since_seq=1e9', 'since=a.1&since=b.2']) {
      const { frames, closed } = await follow(t, app, `/api/v1/training-jobs/1/ws?${odd}`)
      t.equal((await closed).code, 1000, odd)
      t.strictSame(
        frames.map(({ type }) => type),
        ['progress', 'log', 'complete'],
        odd
      )
    }
  })
  await native.close()
})

t.test(
  '[V7] an unknown job is accepted and then closed with 1008, whatever its name; plain HTTP requests are answered 426',
  async t => {
    const app = await testApp(t)
    const odd = [
      '0', '42', '-1', '1.0', '01', 'job_abc123', 'NaN', 'null', 'constructor', '__proto__', '%2e%2e%2f', '..%5c',
      '%00', '%F0%9F%92%A9', "'--", 'a b', '*', '%25', '%3Cscript%3E', 'x'.repeat(100)
    ]
    for (const ref of odd) {
      for (const path of [
        `/api/v1/training-jobs/${ref}/ws`, `/api/v1/training-jobs/${ref}/stream`, `/ws/training/${ref}`
      ]) {
        const { frames, closed } = await follow(t, app, path)
        t.strictSame([await closed, frames], [{ code: 1008, reason: 'there is no such job' }, []], path)
      }
    }
    for (const path of ['/api/v1/training-jobs/1/ws', '/api/v1/training-jobs/1/stream', '/ws/training/1']) {
      t.match(await app.ask(path), { status: 426, body: { code: 'upgrade_required' } }, path)
    }
    const outcome = async (path: string): Promise<number> =>
      await new Promise(resolve => {
        const socket = new WebSocket(`ws://${app.host}${path}`)
        socket.on('error', () => {
          socket.terminate()
        })
        socket.once('close', resolve)
        socket.once('unexpected-response', (request, response) => {
          resolve(response.statusCode ?? 0)
          request.destroy()
        })
      })
    t.strictSame(
      await Promise.all(['/ws/training/%zz', '/ws/training/', `/ws/training/${'x'.repeat(5000)}`].map(outcome)),
      [400, 1008, 400],
      '[V13] a malformed or overlong URL is answered 400'
    )
  }
)

t.test('a training that goes on', async t => {
  const app = await testApp(t, { ...endless, JOB_UPDATES_CONNECTIONS: '3' })
  await app.ask('/api/training/start', { body: {} })

  t.test(
    '[V7] the eleventh connection to a job is closed with 1013 until another one closes',
    async t => {
      const ten = await Promise.all(
        Array.from(
          { length: 10 },
          async (_, at) => await follow(t, app, `/api/v1/training-jobs/1/${at % 2 === 0 ? 'ws' : 'stream'}`)
        )
      )
      const late = await follow(t, app, '/api/v1/training-jobs/1/ws')
      t.equal((await late.closed).code, 1013)
      const followers = await Promise.all([1, 2, 3].map(async () => await follow(t, app, '/ws/training/1')))
      t.equal((await (await follow(t, app, '/ws/training/1')).closed).code, 1013)
      await ten[0]?.close()
      const freed = async (): Promise<boolean> =>
        (await app.ask('/api/ws/status')).body.clients.filter(({ view }: { view: string }) => view === 'job-stream')
          .length === 9
      while (!(await freed())) {
        /* the server hears of it in a moment */
      }
      const next = await follow(t, app, '/api/v1/training-jobs/1/ws')
      await next.until(({ type }) => type === 'progress')
      const { body } = await app.ask('/api/ws/status')
      const [{ job_id }] = body.clients
      t.match(
        body.clients.map(({ view, path, job_id }: Record<string, unknown>) => [view, path, job_id]).sort(),
        [
          ...Array(10).fill(['job-stream', /training-jobs\/1\//, job_id]),
          ...Array(3).fill(['job-updates', '/ws/training/1', job_id])
        ],
        '[W25] the socket status lists each client with its job'
      )
      for (const client of [...ten, ...followers, next]) await client.close()
    }
  )

  t.test('[V8] a client that sends a megabyte is closed with 1009, and the others are unaffected', async t => {
    const [loud, calm] = [await follow(t, app, '/api/v1/training-jobs/1/ws'), await follow(t, app, '/ws/training/1')]
    loud.socket.send('x'.repeat(1_000_000))
    t.equal((await loud.closed).code, 1009)
    const seen = calm.frames.length
    await calm.until(frame => calm.frames.indexOf(frame) > seen)
  })

  t.test('[V4] a stopped job ends with stopped and closes job-stream; job-updates is complete', async t => {
    const [stream, updates] = [
      await follow(t, app, '/api/v1/training-jobs/1/ws'),
      await follow(t, app, '/ws/training/1')
    ]
    await app.ask('/api/training/stop', { method: 'POST' })
    t.equal((await stream.closed).code, 1000)
    t.match(stream.frames.at(-1), { type: 'progress', status: 'stopped' })
    t.match(await updates.until(({ complete }) => complete === true), { status: 'stopped' })
    const late = await follow(t, app, '/api/v1/training-jobs/1/ws')
    t.equal((await late.closed).code, 1000)
    t.match(late.frames, [{ type: 'progress', status: 'stopped' }])
    t.equal(late.frames.length, 1)
  })
})

t.test(
  '[V13] three hundred upgrades that neither send nor read delay no other client and do not prevent shutdown',
  async t => {
    const app = await testApp(t, { ...endless, JOB_STREAM_CONNECTIONS: '1000', JOB_UPDATES_CONNECTIONS: '1000' })
    await app.ask('/api/training/start', { body: {} })
    const key = 'dGhlIHNhbXBsZSBub25jZQ=='
    const mute = Array.from({ length: 300 }, (_, at) => {
      const socket = connect(Number(app.host.split(':')[1]), '127.0.0.1')
      socket.on('error', () => {
        socket.destroy()
      })
      socket.write(
        `GET ${at % 2 === 0 ? '/ws/training/1' : '/api/v1/training-jobs/1/ws'} HTTP/1.1\r\nHost: ` +
          `${app.host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: ` +
          `13\r\nSec-WebSocket-Key: ${key}\r\n\r\n`
      )
      return socket
    })
    t.teardown(() => {
      for (const socket of mute) socket.destroy()
    })
    const calm = await follow(t, app, '/ws/training/1')
    await calm.until(({ current_step: step }) => Number(step) > 0)
    t.equal((await app.ask('/api/training/status')).status, 200)
    await app.app.close()
    t.ok([1006, 1012].includes((await calm.closed).code))
  }
)

t.test('[V14] a client that accepts compressed messages receives the same messages as one that does not', async t => {
  const app = await testApp(t, { WS_DEFLATE: 'true' })
  const open = async (perMessageDeflate: boolean) => {
    const socket = new WebSocket(`ws://${app.host}/ws`, { perMessageDeflate })
    const frames: string[] = []
    socket.on('message', data => { frames.push(String(data)) })
    await once(socket, 'open')
    t.teardown(() => { socket.terminate() })
    return { socket, frames }
  }
  const [packed, plain] = [await open(true), await open(false)]
  t.strictSame([packed.socket.extensions, plain.socket.extensions], ['permessage-deflate', ''])
  for (const { socket } of [packed, plain]) {
    socket.send(
      JSON.stringify({
        type: 'subscribe',
        events: ['log', 'training_status', 'sample_generated', 'validation_result', 'epoch_completed', 'model_saved']
      })
    )
  }
  const deflating = [new WebSocket(`ws://${app.host}/ws/training/1`, { perMessageDeflate: true })]
  const [code] = await once(deflating[0]!, 'close') as [number]
  t.equal(code, 1008)
  await app.ask('/api/training/start', { body: { config: small } })
  const over = ({ frames }: typeof plain): boolean => frames.some(text => text.includes('"status":"completed"'))
  while (!over(packed) || !over(plain)) {
    await Promise.race(
      [packed, plain].map(async ({ socket }) => {
        await once(socket, 'message')
      })
    )
  }
  const events = ({ frames }: typeof plain): string[] =>
    frames.filter(text => text.includes('"seq"') && !text.startsWith('{"type":"connected"'))
  t.ok(events(plain).length > 8)
  t.strictSame(events(packed), events(plain))
})
