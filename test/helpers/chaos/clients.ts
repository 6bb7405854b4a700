import { once } from 'node:events'
import { get } from 'node:http'
import type { ClientRequest, IncomingMessage } from 'node:http'
import { io } from 'socket.io-client'
import WebSocket from 'ws'
import { createReceived } from './received.ts'
import type { Received } from './received.ts'
import type { Report } from './report.ts'
import type { Ticks } from './ticks.ts'

interface Frame {
  type: string
  id?: string | null
  job_id?: string | null
  seq?: number
  last_event_id?: string
}
const positions = new Set(['replay_complete', 'bookmark'])
const RETRY_TICKS = 3

function takeFrame (received: Received, frame: Frame): void {
  if (frame.type === 'connected' && received.cursor() === null) received.advance(frame.last_event_id!)
  if (positions.has(frame.type)) received.advance(frame.last_event_id!)
  if (frame.type !== 'sample_default' && frame.type !== 'sample_custom') received.receive(frame, 'seq')
}

/** Real clients that come back with their cursor until they are closed. `first`: where Socket.IO begins. */
export function connectClients (url: string, ticks: Ticks, report: Report) {
  let closed = false
  const ending: Array<() => void> = []

  async function always (received: Received, connect: () => Promise<void>): Promise<void> {
    while (!closed) {
      await connect()
      await ticks.until(() => closed, RETRY_TICKS)
    }
  }

  function webSocket (): Received {
    const received = createReceived('/ws', report)
    let socket: WebSocket | null = null
    ending.push(() => socket?.terminate())
    void always(received, async () => {
      const since = received.cursor() === null ? '' : `?since=${received.cursor()}`
      socket = new WebSocket(`${url.replace('http', 'ws')}/ws${since}`)
      socket.on('open', received.connected)
      socket.on('message', data => { takeFrame(received, JSON.parse(String(data)) as Frame) })
      socket.on('error', () => { report.count('connections of /ws that failed') })
      await new Promise(resolve => socket?.once('close', resolve)) // an error is followed by it
    })
    return received
  }

  async function readBlocks (response: IncomingMessage, received: Received): Promise<void> {
    let unread = ''
    response.setEncoding('utf8')
    for await (const piece of response) {
      unread += piece as string
      const blocks = unread.split('\n\n')
      unread = blocks.pop() ?? ''
      for (const block of blocks) {
        const data = /^data: (.*)$/m.exec(block)?.[1]
        if (data !== undefined) takeFrame(received, JSON.parse(data) as Frame)
      }
    }
  }

  function eventSource (): Received {
    const received = createReceived('/api/events', report)
    let request: ClientRequest | null = null
    ending.push(() => request?.destroy())
    void always(received, async () => {
      const cursor = received.cursor()
      request = get(`${url}/api/events`, { headers: cursor === null ? {} : { 'last-event-id': cursor } })
      try {
        const [response] = await once(request, 'response') as [IncomingMessage]
        received.connected()
        await readBlocks(response, received)
      } catch (error) {
        report.count(`connections of /api/events that failed (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`)
      }
    })
    return received
  }

  /** A stock client; it hears of epochs alone. */
  function socketIo (since: string): Received {
    const received = createReceived('Socket.IO', report)
    received.advance(since)
    const socket = io(url, { forceNew: true, auth: answer => { answer({ since: received.cursor() }) } })
    ending.push(() => { socket.disconnect() })
    socket.on('connect', received.connected)
    socket.on('training_update', (update: { id: string, job_id: string, epoch: number }) => {
      received.receive(update, 'epoch')
    })
    // As the manual of Socket.IO asks: after this one a client comes back only when it is told to.
    socket.on('disconnect', reason => {
      if (closed || reason !== 'io server disconnect') return
      report.count('disconnects of Socket.IO by the server')
      socket.connect()
    })
    return received
  }

  return {
    webSocket, eventSource, socketIo,
    close () {
      closed = true
      for (const end of ending) end()
    }
  }
}
