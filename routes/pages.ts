import { relaxedPolicy } from '../src/plugins/external/helmet.ts'
import type { PageParts } from '../services/files/page-parts.ts'
import type { App } from '../src/http.ts'

/** Folders that pages come from. */
export interface PagesOptions {
  package_root: string
  /** Of the Socket.IO package: its browser client. */
  socket_io_client: string
  /** The files of a page, by its source. */
  partsOf: PageParts
}

/** Addresses of the control room, and the source of the page that its script shows at each. */
const addresses = {
  '/': 'now/now', '/jobs': 'jobs/jobs', '/jobs/*': 'job/job', '/compare': 'compare/compare', '/system': 'system/system'
}

/** What each page asks for first: queueQuery of web/api/queries.ts, and web/live/live.ts. */
const first = ['api/v1/queue?limit=5', 'api/training/status']

/** The control room, and the page to try Socket.IO with. */
export default async function pages (
  app: App, { package_root, socket_io_client, partsOf }: PagesOptions
): Promise<void> {
  const built = `${package_root}/web/dist`
  for (const [address, page] of Object.entries(addresses)) {
    // In the order in which they are asked for: the largest are first under way.
    const preload = new Set([...partsOf('index.html'), ...first, ...partsOf(`pages/${page}.tsx`)])
    app.serveFile(address, `${built}/index.html`, { preload: [...preload] })
  }
  app.serveFolder('/assets', `${built}/assets`, { immutable: true })
  app.serveFolder('/icons', `${built}/icons`, { max_age_seconds: 3600 })
  app.serveFile('/manifest.json', `${built}/manifest.json`)

  const web = `${package_root}/web`
  const policy = relaxedPolicy({})
  app.serveFile('/test_socketio.html', `${web}/test-socketio.html`, { policy })
  app.serveFile('/web/test-socketio.css', `${web}/test-socketio.css`)
  app.serveFile('/web/test-socketio.js', `${web}/test-socketio.js`)
  app.serveFile('/web/socket.io.js', `${socket_io_client}/socket.io.esm.min.js`)
}
