import { io } from 'socket.io-client'
import type { ManagerOptions, Socket, SocketOptions } from 'socket.io-client'
import type { Test } from 'tap'
import type { TrainingUpdate } from '../../core/contract/job-views.ts'
import type { TestApp } from './test-app.ts'

/** A stock client that keeps each update. */
export function connectClient (t: Test, app: TestApp, options: Partial<ManagerOptions & SocketOptions> = {}) {
  const socket: Socket = io(app.url, { forceNew: true, reconnection: false, ...options })
  t.teardown(() => { socket.disconnect() })
  const received: TrainingUpdate[] = []
  const watchers = new Set<() => void>()
  socket.on('training_update', (update: TrainingUpdate) => {
    received.push(update)
    for (const watch of watchers) watch()
  })
  const until = async (fits: (update: TrainingUpdate) => boolean): Promise<TrainingUpdate> =>
    await new Promise(resolve => {
      const look = (): void => {
        const found = received.find(fits)
        if (found !== undefined) resolve(found)
      }
      watchers.add(look)
      look()
    })
  const connected = async (): Promise<void> => {
    if (!socket.connected) {
      await new Promise<void>((resolve, reject) => {
        socket.once('connect', resolve).once('connect_error', reject)
      })
    }
  }
  return { socket, received, until, connected }
}

/** The error with which the server refuses a client. */
export const refusal = async (socket: Socket): Promise<Error & { data?: unknown, description?: unknown }> =>
  await new Promise(resolve => {
    socket.once('connect_error', resolve)
  })
