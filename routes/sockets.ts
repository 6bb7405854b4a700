import { SocketStatus } from '../core/contract/socket.ts'
import type { App } from '../src/http.ts'
import { errors } from './replies.ts'

/** `/api/ws/status`: who listens, and how far each is behind. */
export default async function sockets (app: App, { status }: { status: () => SocketStatus }): Promise<void> {
  app.get('/api/ws/status', {
    schema: { operationId: 'getSocketStatus', summary: 'The open sockets and how far each is behind', tags: ['stream'], response: { 200: SocketStatus, ...errors() } }
  }, async () => status())
}
