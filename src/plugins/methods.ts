import type { RouteOptions } from 'fastify'

export interface Methods {
  /** Remembers a route. */
  add: (route: Pick<RouteOptions, 'method' | 'url'>) => void
  /** The methods offered at a path, sorted; empty when there is nothing at it. */
  at: (path: string) => string[]
}

/**
 * Remembers which methods are offered where, for the Allow header. Routes with a wildcard are left out: they would
 * claim every path.
 */
export function createMethods (): Methods {
  const known: Array<{ parts: string[], methods: string[] }> = []
  return {
    add ({ method, url }) {
      if (!url.includes('*')) known.push({ parts: url.split('/'), methods: [method].flat() })
    },
    at (path) {
      const parts = path.split('/')
      const fits = known.filter(
        route =>
          route.parts.length === parts.length &&
          route.parts.every((part, index) => part.startsWith(':') || part === parts[index])
      )
      return [...new Set(fits.flatMap(route => route.methods))].sort()
    }
  }
}
