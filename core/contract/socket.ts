import { Type } from '@sinclair/typebox'
import type { Static } from '@sinclair/typebox'
import { byType, fieldsOf, message, nullable, count, words } from './define.ts'
import { ChangedResource } from './changes.ts'
import { CommandName } from './commands.ts'
import { Conditions } from './conditions.ts'
import { ErrorBody } from './errors.ts'
import { events } from './events.ts'
import { SampleFacts } from './samples.ts'
import { SystemStats } from './system.ts'
import { StepState, TrainingState } from './training.ts'
import { CommandId, JobId, Timestamp } from './values.ts'

/** Messages of the native stream on `/ws`. */
const Cursor = Type.String({
  minLength: 1,
  maxLength: 64,
  pattern: '^[0-9a-z]+\\.[0-9]+$',
  description: 'Stream cursor; send the last one received as `since` to resume without loss',
  examples: ['k3f9a2c1.1842']
})

/** Message types that can be subscribed to: all that concern a training or the machine. */
export const topics = [
  'training_progress', 'training_status', 'sample_generated', 'log', 'system_stats', 'validation_result',
  'trainer_ready', 'sample_progress', 'backup_created', 'model_saved', 'command_result', 'warning', 'gap',
  'epoch_completed', 'job_queued', 'training_state', 'sample_default', 'sample_custom', 'conditions',
  'changed'
] as const
export const Topic = words(topics, 'Message type that can be subscribed to')
export type Topic = Static<typeof Topic>
const Topics = Type.Array(Topic, { maxItems: 100 })

const SubscribeTopics = Type.Array(Topic, { minItems: 1, maxItems: 100, description: 'Message types' })
export const clientMessages = [
  message('subscribe', 'Receive these types. Without a subscription, all message types are sent', {
    events: SubscribeTopics,
    since: Type.Optional(Cursor)
  }),
  message('unsubscribe', 'Stop receiving these types', { events: SubscribeTopics }),
  message(
    'resume',
    'Replay everything after this cursor, then replay_complete, then live messages. Subscriptions do not change',
    { since: Cursor }
  ),
  message('ping', 'Answered by pong; the bare text ping is accepted too', {
    timestamp: Type.Optional(Type.Union([Type.String({ maxLength: 100 }), Type.Number(), Type.Null()]))
  }),
  message(
    'command',
    'Send a command to a job; ends with command_result done or failed. The same command under the same id is not ' +
      'executed twice: its newest command_result is sent, marked replay. Another one under that id is refused',
    {
      command: CommandName,
      args: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
      id: Type.Optional(CommandId),
      job: Type.Optional(
        Type.String({ maxLength: 64, description: 'Id, number or slug of a job; default: the current job' })
      )
    }
  )
] as const
export const ClientMessage = Type.Union([...clientMessages])
export type ClientMessage = Static<typeof ClientMessage>

/** Fields of every message about a job. `id` is null on messages that are not stored. */
const about = {
  id: nullable(Cursor),
  job_id: JobId,
  seq: count('Number of the event within its job'),
  timestamp: Timestamp,
  elapsed_ms: count('Milliseconds since the attempt began'),
  replay: Type.Optional(Type.Literal(true, { description: 'Replayed from history' })),
  state: Type.Optional({
    ...StepState,
    description: 'Where the training stood after the event. Sent if steps before the event were not sent as ' +
      'training_progress, because of the limit on its rate'
  })
}
const event = byType(events)
const sampleFields = { ...SampleFacts.properties, ...about }

export const serverMessages = [
  message('connected', 'First message: the complete state and the position of the stream', {
    protocol: Type.Integer(),
    server: Type.Object(
      { name: Type.String(), version: Type.String(), started_at: Timestamp },
      { additionalProperties: false }
    ),
    state: TrainingState,
    events: Topics,
    limits: Type.Object(
      { message_bytes: Type.Integer(), messages_per_second: Type.Integer(), ping_interval_ms: Type.Integer() },
      { additionalProperties: false }
    ),
    last_event_id: Cursor,
    timestamp: Timestamp
  }),
  message('subscribed', 'Answer to subscribe', { events: Topics, all_subscriptions: Topics }),
  message('unsubscribed', 'Answer to unsubscribe', { events: Topics, remaining_subscriptions: Topics }),
  message('pong', 'Answer to ping', {
    client_timestamp: Type.Union([Type.String(), Type.Number(), Type.Null()]),
    server_timestamp: Timestamp
  }),
  message(
    'error',
    'The client\'s last message was refused and had no effect',
    ErrorBody.properties
  ),
  message('replay_complete', 'End of the replay; later messages are live', {
    last_event_id: Cursor,
    replayed: count('Number of replayed messages')
  }),
  message('bookmark', 'The cursor passed messages outside the subscription', { last_event_id: Cursor }),
  message('system_stats', 'Load of the machine', SystemStats.properties),
  message('conditions', 'All trouble that lasts; sent when some begins, changes or ends', {
    conditions: Conditions,
    timestamp: Timestamp
  }),
  message('changed', 'A request changed something that no event of a training tells: earlier replies are outdated', {
    resource: ChangedResource,
    timestamp: Timestamp
  }),
  message('training_state', 'Complete state; sent when it changes', {
    ...TrainingState.properties,
    timestamp: Timestamp
  }),
  message('training_progress', event.training_progress.description!, {
    ...fieldsOf(event.training_progress),
    step: count('Steps since the beginning'),
    eta_seconds: nullable(Type.Number()),
    ...about
  }),
  message('training_status', event.training_status.description!, { ...fieldsOf(event.training_status), ...about }),
  message('trainer_ready', event.trainer_ready.description!, { ...fieldsOf(event.trainer_ready), ...about }),
  message('sample_generated', 'A sample is ready', sampleFields),
  message('sample_default', 'A sample of the config\'s list is ready', sampleFields),
  message('sample_custom', 'A sample requested by a command is ready', sampleFields),
  message('sample_progress', event.sample_progress.description!, { ...fieldsOf(event.sample_progress), ...about }),
  message('validation_result', event.validation_result.description!, {
    ...fieldsOf(event.validation_result),
    ...about
  }),
  message('backup_created', event.backup_created.description!, { ...fieldsOf(event.backup_created), ...about }),
  message('model_saved', event.model_saved.description!, { ...fieldsOf(event.model_saved), ...about }),
  message('command_result', event.command_result.description!, {
    ...fieldsOf(event.command_result),
    ...about,
    // The answer to a repeated command is no event: it has no place in the stream or the journal, and no clock.
    elapsed_ms: Type.Optional(about.elapsed_ms)
  }),
  message('log', event.log.description!, { ...fieldsOf(event.log), ...about }),
  message('warning', event.warning.description!, { ...fieldsOf(event.warning), ...about }),
  message('epoch_completed', event.epoch_completed.description!, { ...fieldsOf(event.epoch_completed), ...about }),
  message('job_queued', event.job_queued.description!, { ...fieldsOf(event.job_queued), ...about }),
  message('gap', event.gap.description!, {
    ...fieldsOf(event.gap),
    ...about,
    job_id: nullable(JobId),
    elapsed_ms: Type.Optional(about.elapsed_ms),
    resync: Type.Optional(Type.Boolean())
  })
] as const
export const ServerMessage = Type.Union([...serverMessages])
export type ServerMessage = Static<typeof ServerMessage>

/** Close codes of the server. */
export const closeCodes = {
  job_over: 1000, going_away: 1001, policy: 1008, too_big: 1009, restart: 1012, try_again: 1013, unauthorized: 4401,
  forbidden: 4403, idle: 4408
} as const

export const SocketStatus = Type.Object({
  clients: Type.Array(Type.Object({
    client_id: Type.String(),
    view: Type.String({
      description: 'Protocol of the client: native, event-source, job-stream, job-updates or socket.io'
    }),
    path: Type.String(),
    job_id: nullable(JobId),
    connected_at: Timestamp, subscriptions: nullable(Topics), lag_events: count(
      'Stored messages not yet sent to this client'
    ),
    buffered_bytes: count('Bytes buffered for this client'),
    sent_messages: count('Messages sent'), coalesced_messages: count('Progress messages replaced by newer ones'),
    dropped_messages: count('Messages dropped because the client does not read'),
    last_event_id: Cursor
  }, { additionalProperties: false })),
  connections: count('Open sockets'),
  total_connections: count('Sockets opened since the server started'),
  closed_slow: count('Sockets closed because they did not drain'),
  last_event_id: Cursor
}, { title: 'SocketStatus', description: 'Open sockets and how far each is behind', additionalProperties: false })
export type SocketStatus = Static<typeof SocketStatus>
