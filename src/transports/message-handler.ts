import type { CommandName } from '../../core/contract/commands.ts'
import { closeCodes, topics } from '../../core/contract/socket.ts'
import type { ClientMessage, ServerMessage, Topic } from '../../core/contract/socket.ts'
import { AppError, asAppError, createAppError, toErrorBody } from '../../core/domain/app-error.ts'
import type { Clock } from '../../core/domain/clock.ts'
import { timestampNow } from '../../core/domain/clock.ts'
import { readCursor } from '../../core/domain/stream/cursor.ts'
import type { StoredCommand } from '../../services/store/store.ts'
import type { EventStream } from '../../services/stream/event-stream.ts'
import type { Log } from './channel.ts'
import type { Client } from './client.ts'
import type { readClientMessage } from './client-message.ts'
import type { FanOut } from './fan-out.ts'
import { createFloodGuard } from './flood-guard.ts'
import { nativeLimits } from './native.ts'
import type { NativeView } from './native.ts'
import { createFilter } from './view.ts'

interface CommandRequest {
  command: CommandName
  args: Record<string, unknown>
  args_at: string
  id: string
  job?: string
}
export type SendCommand = (request: CommandRequest) => Promise<{ command_id: string, repeats?: StoredCommand }>

export interface CommandSender {
  /** Sends a command to a job, as `POST /api/training/…` does; rejects with an AppError. */
  send: SendCommand
  /** Makes the id of a command that came without one. */
  newId: () => string
}

export interface MessageHandlerDeps {
  fanOut: FanOut
  view: NativeView
  stream: Pick<EventStream, 'stream_id' | 'snapshot'>
  clock: Clock
  commands: CommandSender
  log: Log
}

/** Handles the next message of a client; `read` is called unless the message is refused by the rate limit. */
export type MessageHandler = (read: () => ReturnType<typeof readClientMessage>) => void

const most_invalid = 5
const most_refs = 100

/** Sends the events after a cursor again; a cursor of another history is answered by a resync. */
export function resume (
  { fanOut, stream, view }: Pick<MessageHandlerDeps, 'fanOut' | 'stream' | 'view'>,
  client: Client,
  cursor: string
): void {
  const after_id = readCursor(cursor, stream.stream_id, fanOut.last_id())
  if (after_id === null) client.send(view.resync(stream.snapshot().state))
  else client.replay(after_id)
}

/** Answers the messages of a native client, and narrows its filter to its subscriptions. */
export function createMessageHandler (deps: MessageHandlerDeps, client: Client): MessageHandler {
  const { clock, commands, log, view } = deps
  const guard = createFloodGuard({ clock, per_second: nativeLimits.messages_per_second })
  let subscribed: Set<Topic> | null = null
  let own_commands: string[] = []
  let [received, invalid] = [0, 0]

  function send (message: ServerMessage): void {
    client.send([JSON.stringify(message)])
  }

  function refuse (error: AppError, request_id: string): void {
    send({ type: 'error', ...toErrorBody(error, request_id) })
  }

  // A client receives the results of its own commands, whatever it subscribed to.
  function narrow (): void {
    const includesResults = subscribed === null || subscribed.has('command_result')
    client.setFilter(createFilter({ topics: subscribed, refs: includesResults ? [] : own_commands }))
  }

  function follow (command_id: string): void {
    if (!own_commands.includes(command_id)) own_commands = [...own_commands, command_id].slice(-most_refs)
    narrow()
  }

  function subscribe (events: Topic[], from: string | undefined): void {
    subscribed = new Set([...subscribed ?? [], ...events])
    narrow()
    send({ type: 'subscribed', events, all_subscriptions: [...subscribed] })
    if (from !== undefined) resume(deps, client, from)
  }

  function unsubscribe (events: Topic[]): void {
    subscribed = new Set([...subscribed ?? topics].filter(topic => !events.includes(topic)))
    narrow()
    send({ type: 'unsubscribed', events, remaining_subscriptions: [...subscribed] })
  }

  async function run (
    { command: name, args = {}, id, job }: Extract<ClientMessage, { type: 'command' }>,
    request_id: string
  ): Promise<void> {
    const own_id = id ?? commands.newId()
    follow(own_id)
    try {
      const { command_id, repeats } = await commands.send({
        command: name, args, args_at: '/args', id: own_id,
        ...(job === undefined ? {} : { job })
      })
      follow(command_id)
      // The results to come reach the client by its filter, those that went by do not.
      if (repeats !== undefined) client.send(view.resultOf(repeats))
    } catch (error) {
      // The error carries the id that the client gave the command.
      const named = id ?? request_id
      if (!(error instanceof AppError) || error.statusCode >= 500) {
        log.error({ err: error, client_id: client.client_id, request_id: named }, 'A command of a socket failed')
      }
      refuse(asAppError(error), named)
    }
  }

  function answer (message: ClientMessage, request_id: string): void {
    switch (message.type) {
      case 'subscribe':
        return subscribe([...new Set(message.events)], message.since)
      case 'unsubscribe':
        return unsubscribe([...new Set(message.events)])
      case 'resume':
        return resume(deps, client, message.since)
      case 'ping':
        return send({
          type: 'pong', client_timestamp: message.timestamp ?? null, server_timestamp: timestampNow(clock)
        })
      case 'command':
        void run(message, request_id)
        return
      default:
        return message satisfies never
    }
  }

  /** Whether the rate limit admits this message. Too many refused ones end the connection. */
  function admit (request_id: string): boolean {
    const verdict = guard()
    if (verdict === 'flood') client.close(closeCodes.policy, 'too many messages')
    else if (verdict === 'refused') refuse(createAppError('rate_limited', { seconds: 1 }), request_id)
    return verdict === 'accepted'
  }

  return read => {
    const request_id = `${client.client_id}-${++received}`
    if (client.closed() || !admit(request_id)) return
    const { message, error } = read()
    if (error === undefined) {
      invalid = 0
      return answer(message, request_id)
    }
    refuse(error, request_id)
    if (++invalid >= most_invalid) client.close(closeCodes.policy, 'too many invalid messages')
  }
}
