import { io } from 'socket.io-client'
import type { ManagerOptions, Socket, SocketOptions } from 'socket.io-client'
import type { Test } from 'tap'
import type { TrainingUpdate } from '../../core/contract/job-views.ts'
import { createSeen } from './seen.ts'
import type { TestApp } from './test-app.ts'

/** A stock client that keeps each update. */
export function connectClient (t: Test, app: TestApp, options: Partial<ManagerOptions & SocketOptions> = {}) {
  const socket: Socket = io(app.url, { forceNew: true, reconnection: false, ...options })
  t.teardown(() => { socket.disconnect() })
  const { all: received, add, until } = createSeen<TrainingUpdate>(app.fault)
  socket.on('training_update', add)
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
