import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fp from 'fastify-plugin'
import type { App } from '../http.ts'

const types = { html: 'text/html; charset=utf-8', css: 'text/css; charset=utf-8', js: 'text/javascript; charset=utf-8' }
// The browser runs our own pure functions as they were compiled; they import nothing.
const pages: Array<[url: string, file: string, type: keyof typeof types]> = [
  ['/', 'web/index.html', 'html'],
  ['/web/watch.css', 'web/watch.css', 'css'],
  ['/web/watch.js', 'web/watch.js', 'js'],
  ['/web/domain/progress-report.js', 'dist/src/domain/progress-report.js', 'js']
]

/** The page at `/`: watch a training and steer it. Its few files are named here, so no path can lead elsewhere. */
export default fp(async (app: App, { package_root }: { package_root: string }) => {
  for (const [url, file, type] of pages) {
    const content = readFileSync(join(package_root, file))
    app.get(url, { schema: { hide: true } }, async (_, reply) => reply.type(types[type]).send(content))
  }
}, { name: 'web' })
