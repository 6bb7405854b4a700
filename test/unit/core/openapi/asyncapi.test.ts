import t from 'tap'
import { bridgeLines } from '../../../../core/contract/bridge.ts'
import { jobMessages } from '../../../../core/contract/job-views.ts'
import { clientMessages, closeCodes, serverMessages } from '../../../../core/contract/socket.ts'
import { isObject } from '../../../../core/domain/schema/json-schema.ts'
import { asyncapi } from '../../../../core/openapi/asyncapi.ts'

interface Channel { address?: string, description: string, messages: Record<string, { $ref: string }> }
interface Operation { action: string, channel: { $ref: string }, messages: Array<{ $ref: string }> }
interface StreamDocument {
  channels: Record<string, Channel>
  operations: Record<string, Operation>
  components: { messages: Record<string, { name: string, title: string, summary: string, examples: unknown[] }> }
}

const document = asyncapi('1.2.3', { host: 'box.local:8001', protocol: 'wss' }, {
  stream: '/one', job_stream: '/two/:job', job_stream_alias: '/three/:job/x', job_updates: '/four/:job',
  socket_io: '/five/'
})
const { channels, operations, components } = document as unknown as StreamDocument // as: made by asyncapi()

/** Every reference in a node. */
function refsIn (node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return []
  const nested = Object.values(node).flatMap(refsIn)
  return isObject(node) && typeof node.$ref === 'string' ? [node.$ref, ...nested] : nested
}

const resolve = (ref: string): unknown =>
  ref.slice(2).split('/').reduce<unknown>((node, part) => isObject(node) ? node[part] : undefined, document)

t.test('[D4] every reference of the stream document leads to an object in it', async t => {
  const refs = refsIn(document)
  t.ok(refs.length > 20)
  for (const ref of new Set(refs)) t.ok(ref.startsWith('#/') && isObject(resolve(ref)), ref)
})

t.test('[D7] every message of the contract is in the stream document once, with a summary and an example', async t => {
  const groups = { server: serverMessages, client: clientMessages, job: jobMessages, bridge: bridgeLines }
  const named = Object.entries(groups)
    .flatMap(([prefix, list]) => list.map(schema => `${prefix}_${schema.properties.type.const}`))
  t.same(
    Object.keys(components.messages).sort(),
    [...named, 'job_update', 'training_update', 'bridge_request'].sort()
  )
  t.equal(new Set(named).size, named.length)
  for (const [key, message] of Object.entries(components.messages)) {
    t.ok(message.summary !== '' && message.examples.length === 1, key)
  }
})

t.test('[D7] each channel stands at its URL with its parameter in braces; the bridge has none', async t => {
  t.same(Object.fromEntries(Object.entries(channels).map(([name, { address }]) => [name, address])), {
    stream: '/one', job_stream: '/two/{job}', job_updates: '/four/{job}', socket_io: '/five/', bridge: null
  })
  t.match(channels.job_stream?.description, /\/three\/\{job\}\/x/)
  for (const code of Object.values(closeCodes)) t.match(channels.stream?.description, String(code))
  t.match(document, { asyncapi: '3.0.0', info: { version: '1.2.3' } })
})

t.test('[D7] every message of a channel is sent or received by an operation of that channel', async t => {
  for (const [name, { messages }] of Object.entries(channels)) {
    const used = Object.values(operations)
      .filter(({ channel }) => channel.$ref === `#/channels/${name}`)
      .flatMap(operation => operation.messages.map(({ $ref }) => $ref))
    t.same(used.sort(), Object.keys(messages).map(key => `#/channels/${name}/messages/${key}`).sort(), name)
  }
})
