import { SocketStatus } from '../core/contract/socket.ts'
import type { App } from '../src/http.ts'
import { errors } from './replies.ts'

/** `/api/ws/status`: the connected clients. */
export default async function sockets (app: App, { status }: { status: () => SocketStatus }): Promise<void> {
  app.get('/api/ws/status', {
    schema: {
      operationId: 'getSocketStatus',
      summary: 'List the connected clients',
      description: 'With view, subscriptions and how far each client is behind the stream.',
      tags: ['stream'],
      response: { 200: SocketStatus, ...errors() }
    }
  }, async () => status())
}
