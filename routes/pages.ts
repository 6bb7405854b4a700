import type { App } from '../src/http.ts'

/** Folders that pages come from. */
export interface PagesOptions {
  package_root: string
  /** Of the Socket.IO package: its browser client. */
  socket_io_client: string
}

// The browser runs our own pure functions as they were compiled; they import nothing outside core.
const shared = ['job/pace', 'job/progress-report', 'stream/fold-message', 'job/reduce', 'job/state', 'job/status-table']

/**
 * The page that watches and controls a training, and the page to try Socket.IO with. Each of their files has a route of
 * its own.
 */
export default async function pages (app: App, { package_root, socket_io_client }: PagesOptions): Promise<void> {
  const web = `${package_root}/web`
  app.serveFile('/', `${web}/index.html`)
  app.serveFile('/web/watch.css', `${web}/watch.css`)
  app.serveFile('/web/watch.js', `${web}/watch.js`)
  for (const name of shared) app.serveFile(`/web/domain/${name}.js`, `${package_root}/dist/core/domain/${name}.js`)

  app.serveFile('/test_socketio.html', `${web}/test-socketio.html`)
  app.serveFile('/web/test-socketio.css', `${web}/test-socketio.css`)
  app.serveFile('/web/test-socketio.js', `${web}/test-socketio.js`)
  app.serveFile('/web/socket.io.js', `${socket_io_client}/socket.io.esm.min.js`)
}
