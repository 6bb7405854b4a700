import { Type } from '@sinclair/typebox'
import type { Static } from '@sinclair/typebox'
import { message, nullable, count, words } from './define.ts'
import { CommandName } from './commands.ts'
import { ErrorBody } from './errors.ts'
import { events } from './events.ts'
import { Sample } from './samples.ts'
import { SystemStats } from './system.ts'
import { TrainingState } from './training.ts'
import { CommandId, JobId, Timestamp } from './values.ts'

/** Messages of the native stream on `/ws`. */
const Cursor = Type.String({ minLength: 1, maxLength: 64, pattern: '^[0-9a-z]+\\.[0-9]+$', description: 'Cursor of the stream: send the last one you saw as `since` to miss nothing', examples: ['k3f9a2c1.1842'] })

/** Names that can be subscribed to: every message that tells of the training or the machine. */
export const topics = [
  'training_progress', 'training_status', 'sample_generated', 'log', 'system_stats', 'validation_result',
  'trainer_ready', 'sample_progress', 'backup_created', 'model_saved', 'command_result', 'warning', 'gap', 'epoch_completed', 'job_queued',
  'training_state', 'sample_default', 'sample_custom'
] as const
export const Topic = words(topics, 'A message type that can be subscribed to')
export type Topic = Static<typeof Topic>
const Topics = Type.Array(Topic, { maxItems: 100 })

const SubscribeTopics = Type.Array(Topic, { minItems: 1, maxItems: 100, description: 'Message types' })
export const clientMessages = [
  message('subscribe', 'From the first subscribe on, only the named types are sent', { events: SubscribeTopics, since: Type.Optional(Cursor) }),
  message('unsubscribe', 'No longer send these types', { events: SubscribeTopics }),
  message('resume', 'Tell once more what came after this cursor, then replay_complete, and go on live; what is subscribed to stays', { since: Cursor }),
  message('ping', 'Answered by pong. The bare text ping is accepted too', { timestamp: Type.Optional(Type.Union([Type.String({ maxLength: 100 }), Type.Number(), Type.Null()])) }),
  message('command', 'Do something to the current job; ends in command_result done or failed', {
    command: CommandName,
    args: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
    id: Type.Optional(CommandId),
    job: Type.Optional(Type.String({ maxLength: 64, description: 'Id, number or slug of a job; the current job if left out' }))
  })
] as const
export const ClientMessage = Type.Union([...clientMessages])
export type ClientMessage = Static<typeof ClientMessage>

/** What every message about a job carries. `id` is null on messages that are not kept. */
const about = {
  id: nullable(Cursor),
  job_id: JobId,
  seq: count('Number of the event in its job'),
  timestamp: Timestamp,
  elapsed_ms: count('Milliseconds since its attempt began'),
  replay: Type.Optional(Type.Literal(true, { description: 'Sent from history' }))
}
const body = <P extends { type: unknown }>({ type: _, ...rest }: P): Omit<P, 'type'> => rest
const [status, ready, progress, , , sampleProgress, validation, backup, saved, commandResult, log, warning, gap, epochCompleted, jobQueued] = events
const sampleFields = { ...Sample.properties, ...about }

export const serverMessages = [
  message('connected', 'First message: the whole state, and where the stream stands', {
    protocol: Type.Integer(),
    server: Type.Object({ name: Type.String(), version: Type.String(), started_at: Timestamp }, { additionalProperties: false }),
    state: TrainingState,
    events: Topics,
    limits: Type.Object({ message_bytes: Type.Integer(), messages_per_second: Type.Integer(), ping_interval_ms: Type.Integer() }, { additionalProperties: false }),
    last_event_id: Cursor,
    timestamp: Timestamp
  }),
  message('subscribed', 'Answer to subscribe', { events: Topics, all_subscriptions: Topics }),
  message('unsubscribed', 'Answer to unsubscribe', { events: Topics, remaining_subscriptions: Topics }),
  message('pong', 'Answer to ping', { client_timestamp: Type.Union([Type.String(), Type.Number(), Type.Null()]), server_timestamp: Timestamp }),
  message('error', 'Your last message was refused; nothing was done', body({ type: null, ...ErrorBody.properties })),
  message('replay_complete', 'History is told; what follows is live', { last_event_id: Cursor, replayed: count('Messages sent from history') }),
  message('bookmark', 'The cursor moved past messages you did not subscribe to', { last_event_id: Cursor }),
  message('system_stats', 'Load of the machine', SystemStats.properties),
  message('training_state', 'The state, whole; sent when it changes', { ...body({ type: null, ...TrainingState.properties }), timestamp: Timestamp }),
  message('training_progress', progress.description!, { ...body(progress.properties), step: count('Steps done in all'), eta_seconds: nullable(Type.Number()), ...about }),
  message('training_status', status.description!, { ...body(status.properties), ...about }),
  message('trainer_ready', ready.description!, { ...body(ready.properties), ...about }),
  message('sample_generated', 'A picture is ready', sampleFields),
  message('sample_default', 'A picture of the config\'s list is ready', sampleFields),
  message('sample_custom', 'A picture asked for by a command is ready', sampleFields),
  message('sample_progress', sampleProgress.description!, { ...body(sampleProgress.properties), ...about }),
  message('validation_result', validation.description!, { ...body(validation.properties), ...about }),
  message('backup_created', backup.description!, { ...body(backup.properties), ...about }),
  message('model_saved', saved.description!, { ...body(saved.properties), ...about }),
  message('command_result', commandResult.description!, { ...body(commandResult.properties), ...about }),
  message('log', log.description!, { ...body(log.properties), ...about }),
  message('warning', warning.description!, { ...body(warning.properties), ...about }),
  message('epoch_completed', epochCompleted.description!, { ...body(epochCompleted.properties), ...about }),
  message('job_queued', jobQueued.description!, { ...body(jobQueued.properties), ...about }),
  message('gap', gap.description!, { ...body(gap.properties), ...about, job_id: nullable(JobId), elapsed_ms: Type.Optional(about.elapsed_ms), resync: Type.Optional(Type.Boolean()) })
] as const
export const ServerMessage = Type.Union([...serverMessages])
export type ServerMessage = Static<typeof ServerMessage>

/** Why the server closes a socket. */
export const closeCodes = {
  job_over: 1000, going_away: 1001, policy: 1008, too_big: 1009, restart: 1012, try_again: 1013, unauthorized: 4401, forbidden: 4403, idle: 4408
} as const

export const SocketStatus = Type.Object({
  clients: Type.Array(Type.Object({
    client_id: Type.String(),
    view: Type.String({ description: 'Protocol of the client: native, event-source, job-stream, job-updates or socket.io' }),
    path: Type.String(),
    job_id: nullable(JobId),
    connected_at: Timestamp, subscriptions: nullable(Topics), lag_events: count('Kept messages it has not been sent'),
    buffered_bytes: count('Bytes waiting for its socket'), sent_messages: count('Messages sent'), coalesced_messages: count('Progress messages a newer one replaced'),
    dropped_messages: count('Messages it will never be sent, because it does not read'),
    last_event_id: Cursor
  }, { additionalProperties: false })),
  connections: count('Open sockets'),
  total_connections: count('Sockets opened since the start'),
  closed_slow: count('Sockets closed because they did not drain'),
  last_event_id: Cursor
}, { title: 'SocketStatus', description: 'The sockets, and how far each is behind', additionalProperties: false })
export type SocketStatus = Static<typeof SocketStatus>
