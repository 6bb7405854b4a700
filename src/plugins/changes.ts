import fp from 'fastify-plugin'
import type { FastifyRequest } from 'fastify'
import { changedResources } from '../../core/contract/changes.ts'
import type { ChangedResource } from '../../core/contract/changes.ts'
import { createListeners } from '../../core/domain/listeners.ts'
import type { Listeners } from '../../core/domain/listeners.ts'
import type { App } from '../http.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** Requests that changed something. */
    changes: Pick<Listeners<ChangedResource>, 'subscribe'>
  }
  interface FastifyContextConfig {
    /** False: the route changes nothing, although its method says so. */
    changes?: boolean
  }
}

const reading = new Set(['GET', 'HEAD', 'OPTIONS'])

/** What tells of a change besides requests. */
export type ChangeSource = Pick<Listeners<void>, 'subscribe'> & { resource: ChangedResource }
export interface ChangesOptions { sources?: readonly ChangeSource[] }

/**
 * Tells of every request that acted, by the tag of its route, and of what changes by itself, such as a device that
 * became free: clients that hold a reply learn that it is outdated, so none has to ask again and again. What a training
 * does is told by its events.
 */
export default fp(async (app: App, { sources = [] }: ChangesOptions) => {
  const { subscribe, notify } = createListeners<ChangedResource>()
  app.decorate('changes', { subscribe })
  app.addHook('onResponse', async (request, reply) => {
    const resource = changedBy(request)
    if (resource !== undefined && reply.statusCode < 300) notify(resource)
  })
  const stops = sources.map(({ resource, subscribe }) => subscribe(() => { notify(resource) }))
  app.addHook('onClose', async () => { for (const stop of stops) stop() })
}, { name: 'changes' })

function changedBy ({ method, routeOptions: { schema, config } }: FastifyRequest): ChangedResource | undefined {
  if (reading.has(method) || config.changes === false) return undefined
  return changedResources.find(resource => schema?.tags?.includes(resource) === true)
}
