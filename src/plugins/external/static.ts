import { accessSync } from 'node:fs'
import { basename, dirname, posix } from 'node:path'
import { Type } from '@sinclair/typebox'
import fastifyStatic from '@fastify/static'
import fp from 'fastify-plugin'
import type { App } from '../../http.ts'
import { policyHeader } from './helmet.ts'
import type { Policy } from './helmet.ts'

export interface FileOptions {
  /** Age in Cache-Control; default: asked for each time. */
  max_age_seconds?: number
  /** In place of the strict policy of all replies. */
  policy?: Policy
  /** What the browser asks for while the page loads: scripts, styles and replies; paths from the root of the server. */
  preload?: readonly string[]
}

export type FolderOptions = { max_age_seconds: number } | { immutable: true }

declare module 'fastify' {
  interface FastifyInstance {
    /** Serves one file at one URL, with ETag; its `.br` or `.gz` where one lies beside it. Throws without the file. */
    serveFile: (url: string, file: string, options?: FileOptions) => void
    /** Serves the files of one folder, without those below it. `immutable`: their names change with their content. */
    serveFolder: (url: string, folder: string, options: FolderOptions) => void
  }
}

const YEAR_MS = 31_536_000_000
const FileName = Type.String({ maxLength: 200, pattern: '^[\\w-]+(\\.[\\w-]+)+$' })

/** Static files: of single URLs, and of one folder whose files are named by a pattern, so no URL leads elsewhere. */
export default fp(async (app: App) => {
  await app.register(fastifyStatic, { serve: false, preCompressed: true })
  app.decorate('serveFile', function (this: App, url: string, file: string, options: FileOptions = {}) {
    const { max_age_seconds = 0, policy, preload = [] } = options
    accessSync(file)
    const [name, folder] = [basename(file), dirname(file)]
    this.get(url, { schema: { hide: true } }, async (request, reply) => {
      // With a slash behind its name, the links in a page would lead elsewhere.
      if (url !== '/' && !url.includes('*') && request.url.split('?', 1)[0]?.endsWith('/') === true) {
        return await reply.redirect(`../${posix.basename(url)}`, 308)
      }
      if (preload.length > 0) reply.header('link', preload.map(linkFrom(request.url)).join(', '))
      if (policy !== undefined) reply.header('content-security-policy', policyHeader(policy))
      return reply.sendFile(name, folder, { maxAge: max_age_seconds * 1000 })
    })
  })
  app.decorate('serveFolder', function (this: App, url: string, folder: string, options: FolderOptions) {
    accessSync(folder)
    const age = 'immutable' in options ? { maxAge: YEAR_MS, ...options } : { maxAge: options.max_age_seconds * 1000 }
    const schema = { hide: true, params: Type.Object({ '*': FileName }) }
    // A wildcard: a name that is not there is not found, instead of found without a method.
    this.get(`${url}/*`, { schema }, async (request, reply) =>
      reply.sendFile(request.params['*'], folder, age))
  })
}, { name: 'static-files', dependencies: ['security-headers'] })

/** A path of the server, as a page names it that may stand below a prefix of a proxy. */
const linkFrom = (url: string) => (path: string): string => {
  const depth = url.split('?', 1)[0]!.split('/').length - 2 // split gives one part at least
  const relative = depth > 0 ? '../'.repeat(depth) : './'
  return `<${relative}${path}>; rel=${relationTo(path)}; crossorigin`
}

const relationTo = (path: string): string =>
  path.endsWith('.js') ? 'modulepreload' : `preload; as=${path.endsWith('.css') ? 'style' : 'fetch'}`
