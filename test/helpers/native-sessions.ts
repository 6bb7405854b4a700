import { createKeepAlive } from '../../src/transports/keep-alive.ts'
import type { SendCommand } from '../../src/transports/message-handler.ts'
import { openNativeSession } from '../../src/transports/native-session.ts'
import { createFakeSink } from '../fixtures/fake-sink.ts'
import { openFanOut } from './fan-out.ts'
import type { FanOutOptions } from './fan-out.ts'

/** Sessions of `/ws` in memory: `connect` opens one, from a cursor if one is given. `command` carries out commands. */
export function openNativeSessions (
  { command = async ({ id }) => ({ command_id: id }), ...options }: FanOutOptions & { command?: SendCommand } = {}
) {
  const { stream, clock, log, fanOut, native: view } = openFanOut(options)
  const keepAlive = createKeepAlive({ clock, interval_ms: 25_000, most_missed: 2 })
  let made = 0
  function connect (since: string | null = null) {
    const sink = createFakeSink()
    const pings: number[] = []
    const session = openNativeSession(
      { fanOut, view, stream, clock, keepAlive, commands: { send: command, newId: () => `made-${++made}` }, log },
      {
        sink, path: '/ws',
        ping: () => {
          pings.push(clock.mono())
        }
      },
      since
    )
    return {
      sink, session, pings,
      send: (message: unknown) => {
        session.onText(typeof message === 'string' ? message : JSON.stringify(message))
      },
      received: sink.messages
    }
  }
  return { stream, clock, fanOut, connect }
}
