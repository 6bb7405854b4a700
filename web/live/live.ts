import type { ServerMessage } from '../../core/contract/socket.ts'
import { backoff } from '../../core/domain/backoff.ts'
import { createListeners } from '../../core/domain/listeners.ts'
import { ApiError, read } from '../api/client.ts'
import type { Api } from '../api/client.ts'
import { eventSourceOpener } from './event-source.ts'
import { chooseTransport } from './choose-transport.ts'
import type { Tries } from './choose-transport.ts'
import { pollingOpener } from './polling.ts'
import { foldLive, missedEvents, nothingHeard, withJob } from './state.ts'
import type { Connection, LiveState } from './state.ts'
import type { Opener, OpenTransport, Transport } from './transport.ts'
import { webSocketOpener } from './web-socket.ts'
import { onWake } from './wake.ts'

const delays = { first_ms: 500, longest_ms: 30_000 }

/** The page's one connection to the server, and what it has said. */
export interface Live {
  snapshot: () => LiveState
  /** Calls `listener` after each change; the returned function ends that. */
  subscribe: (listener: () => void) => () => void
  /** Calls `listener` with each message, until the returned function is called. */
  onMessage: (listener: (message: ServerMessage) => void) => () => void
  /** `complete`: everything missed has been or will be replayed. */
  onConnected: (listener: (complete: boolean) => void) => () => void
  /** Does not wait for the next try. */
  tryNow: () => void
  /** Connects, and stays connected until the returned function is called. */
  start: () => () => void
}

export function createLive ({ base, api }: { base: URL, api: Api }): Live {
  const openers: Record<Transport, Opener> = {
    websocket: webSocketOpener(base), 'event-source': eventSourceOpener(base), polling: pollingOpener(api)
  }
  const changes = createListeners()
  const messages = createListeners<ServerMessage>()
  const connections = createListeners<boolean>()
  let state = nothingHeard
  let tries: Tries = { transport: 'websocket', failed: 0 }
  let attempt = 0
  let open: OpenTransport | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  let stopWatchingSleep = (): void => undefined

  function change (next: Partial<LiveState>): void {
    state = { ...state, ...next }
    changes.notify()
  }
  const setConnection = (connection: Connection): void => { change({ connection }) }

  function connect (): void {
    clearTimeout(timer)
    const over = tries.transport
    let heard = false
    setConnection({ phase: 'connecting' })
    open = openers[over](state.cursor, {
      onMessage (message) {
        if (!heard) begin(over, message)
        heard = true
        accept(over, message)
      },
      onClose (reason) {
        open = null
        void retry(reason, heard)
      }
    })
  }

  /** After the first message of a connection. */
  function begin (over: Transport, first: ServerMessage): void {
    attempt = 0
    tries = { transport: over, failed: 0 }
    const resumed = first.type === 'connected' && state.cursor !== null
    setConnection(resumed
      ? { phase: 'catching_up', missed: missedEvents(state.cursor!, first.last_event_id) } // resumed: there is one
      : { phase: 'live', over })
    connections.notify(resumed)
    if (over !== 'polling') void readOtherJobs()
  }

  function accept (over: Transport, message: ServerMessage): void {
    const isCaughtUp = message.type === 'replay_complete' || (message.type === 'gap' && message.resync === true)
    const connection: Connection = isCaughtUp ? { phase: 'live', over } : state.connection
    change({ ...foldLive(state, message, Date.now()), connection })
    messages.notify(message)
  }

  async function retry (reason: string, heard: boolean): Promise<void> {
    attempt += 1
    const wait_ms = backoff(delays, attempt, 0.5 + Math.random() / 2)
    setConnection({ phase: 'waiting', retry_at: Date.now() + wait_ms, reason })
    timer = setTimeout(connect, wait_ms)
    if (!heard) tries = chooseTransport(tries, await answers(base))
  }

  /** Figures are there before a connection stands; the page's headers name this request, so that it is under way. */
  async function readCurrentJob (): Promise<void> {
    try {
      const found = await read(api.GET('/api/training/status'))
      if (state.as_of !== null) return
      change({ jobs: withJob(state.jobs, found), current_job: found.job_id, as_of: Date.now() })
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
    }
  }

  /** The stream begins with the current job; those on other devices are asked for. */
  async function readOtherJobs (): Promise<void> {
    try {
      const { devices } = await read(api.GET('/api/v1/queue', { params: { query: { limit: 1 } } }))
      for (const job of new Set(devices.flatMap(({ job_id }) => job_id ?? []))) {
        if (job === state.current_job) continue
        const { state: found } = await read(api.GET('/api/v1/training-jobs/{job}', { params: { path: { job } } }))
        change({ jobs: withJob(state.jobs, found) })
      }
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      // The server went away meanwhile: its next connection asks again.
    }
  }

  function tryNow (): void {
    if (state.connection.phase === 'waiting') connect()
    else open?.check()
  }

  return {
    snapshot: () => state,
    subscribe: changes.subscribe,
    onMessage: messages.subscribe,
    onConnected: connections.subscribe,
    tryNow,
    start () {
      connect()
      void readCurrentJob()
      stopWatchingSleep = onWake(tryNow)
      return () => {
        stopWatchingSleep()
        clearTimeout(timer)
        open?.close()
        open = null
      }
    }
  }
}

/** Whether the server answers plain requests: if it does while a stream fails, something between eats the stream. */
async function answers (base: URL): Promise<boolean> {
  try {
    return (await fetch(new URL('healthz', base), { cache: 'no-store' })).ok
  } catch {
    return false
  }
}
