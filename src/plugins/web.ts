import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fp from 'fastify-plugin'
import type { App } from '../http.ts'

const types = { html: 'text/html; charset=utf-8', css: 'text/css; charset=utf-8', js: 'text/javascript; charset=utf-8' }
// The browser runs our own pure functions as they were compiled; they import nothing.
type Page = [url: string, file: string, type: keyof typeof types]
const pages: Page[] = [
  ['/', 'web/index.html', 'html'],
  ['/web/watch.css', 'web/watch.css', 'css'],
  ['/web/watch.js', 'web/watch.js', 'js'],
  ['/test_socketio.html', 'web/test-socketio.html', 'html'],
  ['/web/test-socketio.css', 'web/test-socketio.css', 'css'],
  ['/web/test-socketio.js', 'web/test-socketio.js', 'js'],
  ['/web/socket.io.js', 'node_modules/socket.io/client-dist/socket.io.esm.min.js', 'js'],
  ...['job/progress-report', 'stream/fold-message', 'job/reduce', 'job/state', 'job/status-table'].map((name): Page => [`/web/domain/${name}.js`, `dist/core/domain/${name}.js`, 'js'])
]

/** The page at `/`, to watch a training and steer it, and the page to try Socket.IO with. Their few files are named here, so no path can lead elsewhere. */
export default fp(async (app: App, { package_root }: { package_root: string }) => {
  for (const [url, file, type] of pages) {
    const content = readFileSync(join(package_root, file))
    app.get(url, { schema: { hide: true } }, async (_, reply) => reply.type(types[type]).send(content))
  }
}, { name: 'web' })
