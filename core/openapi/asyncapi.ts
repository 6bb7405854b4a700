import { BridgeCommand, bridgeLines } from '../contract/bridge.ts'
import { JobUpdate, TrainingUpdate, jobMessages } from '../contract/job-views.ts'
import { clientMessages, closeCodes, serverMessages } from '../contract/socket.ts'
import { PROTOCOL_VERSION } from '../contract/values.ts'
import { exampleOf } from '../domain/schema/schema-example.ts'
import { hoist } from './hoist.ts'
import type { JsonObject } from '../domain/schema/json-schema.ts'

interface Message { title?: string, description?: string, properties: { type: { const: string } } }

const jobParameter = { description: 'Id, number or slug of a job' }
const closings = Object.entries(closeCodes).map(([name, code]) => `${code} ${name}`).join(', ')

/** URL of each stream; a parameter is written `:name`. */
export interface StreamUrls {
  stream: string
  job_stream: string
  job_stream_alias: string
  job_updates: string
  socket_io: string
}

/** Where a client finds the server. */
export interface StreamServer { host: string, protocol: 'ws' | 'wss' }

/** AsyncAPI 3.0 of the streams, and of the lines between the runner and the Python bridge. */
export function asyncapi (version: string, server_at: StreamServer, urls: StreamUrls): JsonObject {
  const server = group('server', serverMessages)
  const client = group('client', clientMessages)
  const lines = group('bridge', bridgeLines)
  const job = group('job', jobMessages)
  const update: JsonObject = { job_update: about('update', JobUpdate, exampleOf(JobUpdate)) }
  const epoch: JsonObject = { training_update: about('training_update', TrainingUpdate, exampleOf(TrainingUpdate)) }
  const command: JsonObject = { bridge_request: about('request', BridgeCommand, exampleOf(BridgeCommand)) }
  return hoist({
    asyncapi: '3.0.0',
    info: {
      title: 'OneTrainer Web UI', version,
      description: 'The streams of the server, and the protocol between the runner and the trainer.',
      tags: [{ name: 'stream', description: 'Messages over WebSocket, server-sent events and Socket.IO' }],
      license: { name: 'MIT', url: 'https://opensource.org/license/mit' }
    },
    defaultContentType: 'application/json',
    servers: { local: { ...server_at, description: 'This server' } },
    channels: {
      stream: {
        address: urls.stream, title: 'Native stream',
        description:
          'On connect: connected, with the whole state. Until the first subscribe every type is sent, from then on ' +
          `only those named. The bare text ping is answered by pong. Closed with ${closings}.`,
        servers: [{ $ref: '#/servers/local' }],
        messages: { ...refs(server), ...refs(client) }
      },
      ...jobChannels(urls, { job, update, epoch }),
      bridge: {
        title: 'Bridge',
        description:
          `Protocol version ${PROTOCOL_VERSION}. The trainer writes events to file descriptor 3 and reads commands ` +
          'from stdin, one JSON object a line. What it prints on stdout and stderr is log text.',
        messages: { ...refs(lines), ...refs(command) }
      }
    },
    operations: {
      send_event: operation('send', 'stream', 'Messages of the server', server),
      receive_message: operation('receive', 'stream', 'Messages of a client', client),
      send_job_event: operation('send', 'job_stream', 'Messages about one job', job),
      send_job_update: operation('send', 'job_updates', 'The status of one job, each second', update),
      send_epoch: operation('send', 'socket_io', 'A finished epoch', epoch),
      receive_trainer_line: operation('receive', 'bridge', 'Messages of the trainer', lines),
      send_trainer_command: operation('send', 'bridge', 'Commands for the trainer', command)
    },
    components: { messages: { ...server, ...client, ...job, ...update, ...epoch, ...lines, ...command } }
  })
}

/** The channels of one job, and of Socket.IO. */
function jobChannels (
  urls: StreamUrls,
  { job, update, epoch }: Record<'job' | 'update' | 'epoch', JsonObject>
): JsonObject {
  return {
    job_stream: {
      address: addressOf(urls.job_stream), title: 'Stream of one job',
      description:
        `Also at ${addressOf(urls.job_stream_alias)}. Closed with 1008 when there is no such job, with 1013 at its ` +
        'connection limit, with 1000 when the job is over. ?since_seq= or ?since= replays kept messages first.',
      parameters: { job: jobParameter },
      servers: [{ $ref: '#/servers/local' }],
      messages: refs(job)
    },
    job_updates: {
      address: addressOf(urls.job_updates), title: 'Where one job stands',
      description:
        'On connect, each second and when the status changes. Stays open after the end, which is complete; a ' +
        'minute later it is closed with 1000.',
      parameters: { job: jobParameter },
      servers: [{ $ref: '#/servers/local' }],
      messages: refs(update)
    },
    socket_io: {
      address: urls.socket_io, title: 'Epochs, over Socket.IO',
      description:
        'Socket.IO 4, default namespace, WebSocket or polling. A client that connects during a training receives ' +
        'its last epoch; a cursor as auth.since or ?since= replays all epochs after it. The event cursor, with the ' +
        'cursor as text, follows each epoch: a JavaScript client reconnects with it by itself and misses nothing.',
      servers: [{ $ref: '#/servers/local' }],
      messages: refs(epoch)
    }
  }
}

const addressOf = (url: string): string => url.replace(/:(\w+)/g, '{$1}')

/** Messages by a name that is unique in the document: several channels use one type for different things. */
function group (prefix: string, messages: readonly unknown[]): JsonObject {
  // as: every message of the contract has a type
  return Object.fromEntries((messages as readonly Message[]).map(schema => {
    const type = schema.properties.type.const
    return [`${prefix}_${type}`, about(type, schema, exampleOf(schema))]
  }))
}

function about (name: string, schema: unknown, payload: unknown): JsonObject {
  // as: made by message() or shape(). The message carries its title, so that the payload is not hoisted
  const { title, description, ...untitled } = schema as Message
  return { name, title, summary: description, payload: { ...untitled, description }, examples: [{ payload }] }
}

const refs = (messages: JsonObject): JsonObject =>
  Object.fromEntries(Object.keys(messages).map(key => [key, { $ref: `#/components/messages/${key}` }]))

function operation (action: 'send' | 'receive', channel: string, summary: string, messages: JsonObject): JsonObject {
  return {
    action, channel: { $ref: `#/channels/${channel}` }, summary,
    // as: made by about()
    description: `Types: ${Object.values(messages).map(message => (message as { name: string }).name).join(', ')}`,
    messages: Object.keys(messages).map(key => ({ $ref: `#/channels/${channel}/messages/${key}` }))
  }
}
