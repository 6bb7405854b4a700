import { accessSync } from 'node:fs'
import { basename, dirname, posix } from 'node:path'
import fastifyStatic from '@fastify/static'
import fp from 'fastify-plugin'
import type { App } from '../../http.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /**
     * Serves one file at one URL, with ETag, and with a Cache-Control of that age. Throws when the file is not there.
     */
    serveFile: (url: string, file: string, max_age_seconds?: number) => void
  }
}

/** Static files, one by one, as `app.serveFile`: no folder is served, so no URL can lead to another file. */
export default fp(async (app: App) => {
  await app.register(fastifyStatic, { serve: false })
  app.decorate('serveFile', function (this: App, url: string, file: string, max_age_seconds = 0) {
    accessSync(file)
    const [name, folder] = [basename(file), dirname(file)]
    this.get(url, { schema: { hide: true } }, async (request, reply) => {
      // With a slash behind its name, the links in a page would lead elsewhere.
      if (url !== '/' && request.url.split('?', 1)[0]?.endsWith('/') === true) {
        return await reply.redirect(`../${posix.basename(url)}`, 308)
      }
      return reply.sendFile(name, folder, { maxAge: max_age_seconds * 1000 })
    })
  })
}, { name: 'static-files' })
