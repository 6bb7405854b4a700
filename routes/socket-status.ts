import { SocketStatus } from '../core/contract/socket.ts'
import type { App } from '../src/http.ts'

/** `/api/ws/status`: the clients of all streams, and how far each is behind. */
export default async function socketStatus (app: App): Promise<void> {
  app.get('/api/ws/status', {
    schema: {
      operationId: 'getSocketStatus',
      summary: 'List the connected clients',
      description: 'With view, subscriptions and how far each client is behind the stream.',
      tags: ['stream'],
      response: { 200: SocketStatus }
    }
  }, async () => app.fanOut.status())
}
