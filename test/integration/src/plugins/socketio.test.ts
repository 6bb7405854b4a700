import t from 'tap'
import { TypeCompiler } from '@sinclair/typebox/compiler'
import { TrainingUpdate } from '../../../../core/contract/job-views.ts'
import { patience } from '../../../helpers/patience.ts'
import { connectClient } from '../../../helpers/socketio-client.ts'
import { testApp } from '../../../helpers/test-app.ts'

t.setTimeout(patience(120_000))
const trainingUpdate = TypeCompiler.Compile(TrainingUpdate)
const quick = { epochs: 3, mini_batch_size: 10, learning_rate: 3 }
const small = { training_set_size: 60, validation_set_size: 20 }

t.test('a training of a network', async t => {
  const app = await testApp(t)
  const listeners = {
    both: connectClient(t, app),
    polling: connectClient(t, app, { transports: ['polling'] }),
    websocket: connectClient(t, app, { transports: ['websocket'] })
  }
  for (const { connected } of Object.values(listeners)) await connected()

  t.test('[I9] the socket status lists the connected clients', async t => {
    const { body } = await app.ask('/api/ws/status')
    t.match(body, {
      connections: 3,
      clients: ['c1', 'c2', 'c3'].map(client_id => ({
        client_id, view: 'socket.io', path: '/socket.io/', job_id: null, subscriptions: ['epoch_completed']
      }))
    })
    t.notMatch(
      JSON.stringify(body),
      new RegExp(listeners.both.socket.io.engine.id ?? 'an id'),
      "whoever knows a session's id could take it over"
    )
  })

  t.test(
    '[I11] a network is created, trained with the given parameters, and shows its job; unknown fields and out-of-range values are refused',
    async t => {
      const { status, body: network } = await app.ask('/api/networks', { body: { name: 'Mine', config: small } })
      t.equal(status, 201)
      const path = `/api/networks/${network.network_id}`
      for (const body of [
        { epoch: 3 }, { epochs: 0 }, { epochs: '3' }, { learning_rate: -1 }, { mini_batch_size: 1.5 }
      ]) {
        t.match(await app.ask(`${path}/train`, { body }), {
          status: 400,
          body: { code: 'invalid_request', details: [{ pointer: `/${Object.keys(body)[0]}` }] }
        })
      }
      t.match(await app.ask('/api/networks/019a4f6e-7b1c-7c3e-9d2a-5f0b8e6c1d42/train', { body: {} }), {
        status: 404, body: { code: 'network_not_found' }
      })
      const reply = await app.ask(`${path}/train`, { body: quick })
      t.match(reply, {
        status: 202,
        body: { network_id: network.network_id, job_id: String, job_number: 1, status: /queued|running/ }
      })
      const { job_id } = reply.body
      for (const [name, { until, received }] of Object.entries(listeners)) {
        await until(({ epoch }) => epoch === 3)
        t.match(
          received.map(({ job_id, network_id, epoch, total_epochs, progress, total }) => ({
            job_id, network_id, epoch, total_epochs, progress, total
          })),
          [1, 2, 3].map(epoch => ({
            job_id, network_id: network.network_id, epoch, total_epochs: 3,
            progress: Math.round((epoch / 3) * 10_000) / 100,
            total: 20
          })),
          name
        )
        for (const update of received) {
          t.ok(update.accuracy === (update.correct ?? 0) / 20 && trainingUpdate.Check(update))
        }
      }
      t.match((await app.ask(path)).body, {
        name: 'Mine', config: small,
        jobs: [{ job_id, job_number: 1, total_epochs: 3 }]
      })
    }
  )
})

t.test('[I4] a client that was cut off continues after the last epoch it received', async t => {
  const app = await testApp(t)
  const { body: { network_id } } = await app.ask('/api/networks', { body: { config: small } })
  const first = connectClient(t, app, { transports: ['websocket'] })
  await first.connected()
  await app.ask(`/api/networks/${network_id}/train`, { body: { ...quick, epochs: 6 } })
  await first.until(({ epoch }) => epoch === 2)
  first.socket.disconnect()
  const { id, epoch } = first.received.at(-1)!
  const second = connectClient(t, app, { auth: { since: id } })
  const third = connectClient(t, app, { query: { since: id } })
  for (const { received, until } of [second, third]) {
    await until(update => update.epoch === 6)
    t.strictSame(received.map(update => update.epoch), Array.from({ length: 6 - epoch }, (_, at) => epoch + 1 + at))
  }
})
