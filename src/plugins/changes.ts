import fp from 'fastify-plugin'
import type { FastifyRequest } from 'fastify'
import { changedResources } from '../../core/contract/changes.ts'
import type { ChangedResource } from '../../core/contract/changes.ts'
import type { FreedDevices } from '../../services/queue/freed-devices.ts'
import type { App } from '../http.ts'

type Listener = (resource: ChangedResource) => void

declare module 'fastify' {
  interface FastifyInstance {
    /** Calls `listener` after each request that changed something, until the returned function is called. */
    onChange: (listener: Listener) => () => void
  }
  interface FastifyContextConfig {
    /** False: the route changes nothing, although its method says so. */
    changes?: boolean
  }
}

const reading = new Set(['GET', 'HEAD', 'OPTIONS'])

/** What tells of a change besides requests. */
export interface ChangesOptions { freed?: Pick<FreedDevices, 'subscribe'> }

/**
 * Tells of every request that acted, by the tag of its route, and of devices that became free: clients that hold a
 * reply learn that it is outdated, so none has to ask again and again. What a training does is told by its events.
 */
export default fp(async (app: App, { freed }: ChangesOptions) => {
  const listeners = new Set<Listener>()
  app.decorate('onChange', (listener: Listener) => {
    listeners.add(listener)
    return () => { listeners.delete(listener) }
  })
  const report = (resource: ChangedResource): void => { for (const listener of [...listeners]) listener(resource) }
  app.addHook('onResponse', async (request, reply) => {
    const resource = changedBy(request)
    if (resource !== undefined && reply.statusCode < 300) report(resource)
  })
  const stop = freed?.subscribe(() => { report('jobs') })
  app.addHook('onClose', async () => { stop?.() })
}, { name: 'changes' })

function changedBy ({ method, routeOptions: { schema, config } }: FastifyRequest): ChangedResource | undefined {
  if (reading.has(method) || config.changes === false) return undefined
  return changedResources.find(resource => schema?.tags?.includes(resource) === true)
}
