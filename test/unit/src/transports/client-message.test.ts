import t from 'tap'
import { topics } from '../../../../core/contract/socket.ts'
import { toErrorBody } from '../../../../core/domain/app-error.ts'
import { binaryRefused, readClientMessage } from '../../../../src/transports/client-message.ts'
import { undeclared } from '../../../helpers/server-message.ts'

const said = (value: unknown): string => typeof value === 'string' ? value : JSON.stringify(value)

t.test('[W14] the bare text ping, the JSON string and the message are all a ping', t => {
  for (const text of ['ping', 'ping\n', ' ping ', '"ping"', '{"type":"ping"}']) {
    t.match(readClientMessage(text), { message: { type: 'ping' } }, text)
  }
  t.match(readClientMessage('{"type":"ping","timestamp":"2024-01-01T12:00:00.000Z"}'), {
    message: { timestamp: '2024-01-01T12:00:00.000Z' }
  })
  t.end()
})

t.test('[W15] every message of the source documents and of the contract is accepted', t => {
  const good = [
    { type: 'subscribe', events: ['training_progress', 'training_status', 'log'] },
    { type: 'subscribe', events: [...topics], since: 'k3f9a2c1.1842' },
    { type: 'unsubscribe', events: ['log'] },
    { type: 'ping', timestamp: 1700000000 },
    { type: 'ping', timestamp: null },
    { type: 'command', command: 'pause', args: {} },
    { type: 'command', command: 'stop', args: { backup: true }, id: 'cmd-1', job: 'job_abc' }
  ]
  for (const message of good) t.strictSame(readClientMessage(said(message)).message, message, said(message))
  for (const since of ['', 'garbage', '0.0.0', 'x'.repeat(500)]) {
    t.ok(
      readClientMessage(said({ type: 'subscribe', events: ['log'], since })).message,
      'a cursor that is not ours is answered by gap, not by error'
    )
  }
  t.end()
})

/** What a client may say, the code it is answered with and the field that is at fault. */
const bad: Array<[unknown, 'invalid_json' | 'invalid_request', string | null]> = [
  ['', 'invalid_json', null],
  [' ', 'invalid_json', null],
  ['pong', 'invalid_json', null],
  ['PING', 'invalid_json', null],
  ['ping ping', 'invalid_json', null],
  ['{', 'invalid_json', null],
  ['{"type":"ping"', 'invalid_json', null],
  ['{"type":"ping"}}', 'invalid_json', null],
  ['{type:"ping"}', 'invalid_json', null],
  ["{'type':'ping'}", 'invalid_json', null],
  ['{"type":"ping",}', 'invalid_json', null],
  ['NaN', 'invalid_json', null],
  ['undefined', 'invalid_json', null],
  ['{"type":"ping"}\n{"type":"ping"}', 'invalid_json', null],
  ['\u0000', 'invalid_json', null],
  ['\ufeff{"type":"ping"}', 'invalid_json', null],
  ['<ping/>', 'invalid_json', null],
  ['null', 'invalid_request', ''],
  ['true', 'invalid_request', ''],
  ['42', 'invalid_request', ''],
  ['"hello"', 'invalid_request', ''],
  ['[]', 'invalid_request', ''],
  ['[{"type":"ping"}]', 'invalid_request', ''],
  ['['.repeat(30_000) + ']'.repeat(30_000), 'invalid_request', ''],
  [{}, 'invalid_request', '/type'],
  [{ type: null }, 'invalid_request', '/type'],
  [{ type: 1 }, 'invalid_request', '/type'],
  [{ type: ['ping'] }, 'invalid_request', '/type'],
  [{ type: 'Ping' }, 'invalid_request', '/type'],
  [{ type: 'subscrbe', events: ['log'] }, 'invalid_request', '/type'],
  [{ type: 'resume', since: 7 }, 'invalid_request', '/since'],
  [{ type: 'replay', since: 'k.1' }, 'invalid_request', '/type'],
  [{ type: '__proto__' }, 'invalid_request', '/type'],
  [{ type: 'constructor' }, 'invalid_request', '/type'],
  [{ events: ['log'] }, 'invalid_request', '/type'],
  [{ type: 'ping', timestamp: {} }, 'invalid_request', '/timestamp'],
  [{ type: 'ping', extra: 1 }, 'invalid_request', '/extra'],
  [{ type: 'subscribe' }, 'invalid_request', '/events'],
  [{ type: 'subscribe', events: 'log' }, 'invalid_request', '/events'],
  [{ type: 'subscribe', events: [] }, 'invalid_request', '/events'],
  [{ type: 'subscribe', events: [1] }, 'invalid_request', '/events/0'],
  [{ type: 'subscribe', events: ['log', 'training_progres'] }, 'invalid_request', '/events/1'],
  [{ type: 'subscribe', events: ['everything'] }, 'invalid_request', '/events/0'],
  [{ type: 'subscribe', events: Array(101).fill('log') }, 'invalid_request', '/events'],
  [{ type: 'subscribe', events: ['log'], since: 5 }, 'invalid_request', '/since'],
  [{ type: 'subscribe', event: ['log'] }, 'invalid_request', '/event'],
  [{ type: 'unsubscribe' }, 'invalid_request', '/events'],
  [{ type: 'unsubscribe', events: null }, 'invalid_request', '/events'],
  [{ type: 'unsubscribe', events: ['log'], since: 'k.1' }, 'invalid_request', '/since'],
  [{ type: 'command' }, 'invalid_request', '/command'],
  [{ type: 'command', command: 'paus' }, 'invalid_request', '/command'],
  [{ type: 'command', command: 'rm -rf' }, 'invalid_request', '/command'],
  [{ type: 'command', command: 'stop', args: [] }, 'invalid_request', '/args'],
  [{ type: 'command', command: 'stop', args: 'now' }, 'invalid_request', '/args'],
  [{ type: 'command', command: 'stop', id: '' }, 'invalid_request', '/id'],
  [{ type: 'command', command: 'stop', id: 'a b' }, 'invalid_request', '/id'],
  [{ type: 'command', command: 'stop', id: 'x'.repeat(65) }, 'invalid_request', '/id'],
  [{ type: 'command', command: 'stop', job: 7 }, 'invalid_request', '/job'],
  [{ type: 'command', command: 'stop', job: 'x'.repeat(65) }, 'invalid_request', '/job']
]

t.test('[W15] an invalid message gets an error of the common shape, with its code and the field at fault', t => {
  t.ok(bad.length >= 40)
  for (const [value, code, pointer] of bad) {
    const text = said(value)
    const { error } = readClientMessage(text)
    const name = `${JSON.stringify(text.slice(0, 60))} (${text.length})`
    t.equal(error?.code, code, name)
    if (pointer !== null) {
      t.ok(
        error?.details?.some(finding => finding.pointer === pointer),
        `${name} names ${pointer}: ${JSON.stringify(error?.details)}`
      )
    }
    t.strictSame(undeclared([{ type: 'error', ...toErrorBody(error!, 'c1-1') }]), [], name)
  }
  t.end()
})

t.test(
  '[W15] a misspelt word is answered with the one that was meant, and an unknown type with all that are accepted',
  t => {
    const hint = (value: unknown): string => String(readClientMessage(said(value)).error?.details?.[0]?.hint)
    t.match(hint({ type: 'subscribe', events: ['training_progres'] }), 'did you mean "training_progress"?')
    t.match(hint({ type: 'subscribe', events: ['traning-status'] }), 'did you mean "training_status"?')
    t.match(hint({ type: 'command', command: 'paus' }), 'did you mean "pause"?')
    t.match(
      hint({ type: 'subscrbe' }),
      'did you mean "subscribe"? accepted are subscribe, unsubscribe, resume, ping, command'
    )
    t.match(hint({ type: 'nonsense of another kind' }), /^accepted are subscribe/)
    t.match(
      readClientMessage(said({ type: 'subscribe', events: ['everything'] })).error?.details?.[0]?.message,
      /^must be one of training_progress, training_status.*, not "everything"$/
    )
    t.end()
  }
)

t.test('[W15] the answer to a large invalid message is small', t => {
  const { error } = readClientMessage(said({ type: 'subscribe', events: Array(100).fill('x'.repeat(600)) }))
  // Ten findings, each of which lists the topics, in the message and in its details.
  const { length } = JSON.stringify(toErrorBody(error!, 'c1-1'))
  t.ok(length < 20 * JSON.stringify(topics).length + 2300, `${length} characters`)
  t.match(binaryRefused(), { code: 'invalid_request', statusCode: 400 })
  t.end()
})
