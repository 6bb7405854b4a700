import t from 'tap'
import { createAppError } from '../../../../core/domain/app-error.ts'
import { foldMessage } from '../../../../core/domain/stream/fold-message.ts'
import type { ServerMessage } from '../../../../core/contract/socket.ts'
import { bodies } from '../../../fixtures/fake-stream.ts'
import { settled } from '../../../helpers/fan-out.ts'
import { openNativeSessions } from '../../../helpers/native-sessions.ts'
import { undeclared } from '../../../helpers/server-message.ts'

t.test('[W19] a command is executed with its arguments, and its result reaches its sender alone', async t => {
  const requests: unknown[] = []
  const { stream, connect } = openNativeSessions({
    command: async request => {
      requests.push(request)
      return { command_id: request.id }
    }
  })
  const [sender, other, all] = [connect(), connect(), connect()]
  for (const { send } of [sender, other]) send({ type: 'subscribe', events: ['log'] })
  sender.send({ type: 'command', command: 'stop', args: { backup: true }, id: 'mine', job: '7' })
  sender.send({ type: 'command', command: 'backup' })
  await settled()
  t.strictSame(requests, [
    { command: 'stop', args: { backup: true }, args_at: '/args', id: 'mine', job: '7' },
    { command: 'backup', args: {}, args_at: '/args', id: 'made-1' }
  ])
  stream.emit(bodies.result('mine', 'accepted'), bodies.result('made-1'), bodies.result('mine'), bodies.result('other'))
  const results = ({ received }: typeof sender): unknown[] =>
    received()
      .filter(({ type }) => type === 'command_result')
      .map(({ command_id, status }) => `${String(command_id)} ${String(status)}`)
  t.strictSame(
    [results(sender), results(other), results(all).length],
    [['mine accepted', 'made-1 done', 'mine done'], [], 4]
  )
})

t.test(
  '[W19] a result that precedes the answer is not lost, nor is one under the id of an earlier command',
  async t => {
    const { stream, connect } = openNativeSessions({
      command: async ({ id }) => {
        stream.emit(bodies.result(id, 'accepted'))
        return { command_id: 'earlier' }
      }
    })
    const { received, send } = connect()
    send({ type: 'subscribe', events: ['log'] })
    send({ type: 'command', command: 'stop', id: 'mine' })
    await settled()
    stream.emit(bodies.result('earlier'))
    t.match(received().slice(2), [
      { command_id: 'mine', status: 'accepted' }, { command_id: 'earlier', status: 'done' }
    ])
  }
)

t.test('[W340] a repeated command is answered with the result of the first, and no other client is', async t => {
  const row = {
    command_id: 'mine', job_number: 1, job_id: '019a4f6e-7b1c-7c3e-9d2a-5f0b8e6c1d41', command: 'backup', args: '{}',
    status: 'done', message: 'Backup', file: null, created_at: '2026-01-01T00:00:00.000Z',
    ended_at: '2026-01-01T00:00:02.000Z'
  }
  const answers = [row, { ...row, status: 'running', ended_at: null }, { ...row, status: 'sent', ended_at: null }]
  const { connect } = openNativeSessions({
    command: async ({ id }) => ({ command_id: id, repeats: answers.shift()! })
  })
  const [sender, other] = [connect(), connect()]
  sender.send({ type: 'subscribe', events: ['log'] })
  for (let sent = 0; sent < 3; sent++) sender.send({ type: 'command', command: 'backup', id: 'mine' })
  await settled()
  t.match(sender.received().slice(2), [
    { type: 'command_result', command_id: 'mine', status: 'done', id: null, replay: true, timestamp: row.ended_at },
    { type: 'command_result', command_id: 'mine', status: 'running', timestamp: row.created_at }
  ])
  t.equal(sender.received().length, 4, 'the first result of a command that has none is yet to come')
  t.equal(other.received().length, 1)
  t.strictSame(undeclared(sender.received()), [])
  const [hello, , answer] = sender.received() as unknown as ServerMessage[]
  const before = foldMessage(null, hello!)
  t.equal(foldMessage(before, answer!), before, 'it changes no state that a client holds')
})

t.test(
  '[W19] a refused command gets an error under its own id; an internal error reveals nothing of its cause',
  async t => {
    const answers = [
      createAppError('not_running', { problem: 'No job was started yet' }),
      createAppError('config_invalid', { count: 1 }, { details: [{ pointer: '/seed', message: 'Expected integer' }] }),
      new Error('secret path /srv')
    ]
    const logged: string[] = []
    const { connect } = openNativeSessions({ logged, command: async () => await Promise.reject(answers.shift()) })
    const { received, send } = connect()
    send({ type: 'command', command: 'stop', id: 'mine' })
    send({ type: 'command', command: 'sample_custom', args: { seed: 'x' } })
    send({ type: 'command', command: 'save' })
    await settled()
    t.match(received().slice(1), [
      {
        type: 'error', statusCode: 409, code: 'not_running', message: /^No job was started yet; /,
        request_id: 'mine'
      },
      { type: 'error', statusCode: 422, code: 'config_invalid', details: [{ pointer: '/seed' }], request_id: 'c1-2' },
      { type: 'error', statusCode: 500, code: 'internal', request_id: 'c1-3' }
    ])
    t.notMatch(JSON.stringify(received()), '/srv')
    t.strictSame(logged, ['A command of a socket failed'])
    t.strictSame(undeclared(received()), [])
  }
)
