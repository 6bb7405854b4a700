import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { testApp } from '../../../helpers/test-app.ts'
import { root } from '../../../helpers/tree.ts'

const html = readFileSync(join(root, 'web/index.html'), 'utf8')
const script = readFileSync(join(root, 'web/watch.js'), 'utf8')

t.test('[U1] the page at / and all it loads come from this server alone, and no script stands in the page', async t => {
  const app = await testApp(t)
  const page = await app.ask('/')
  t.match([page.status, page.headers.get('content-type')], [200, /^text\/html/])
  const loaded = [...html.matchAll(/(?:src|href)="([^"]+)"/g), ...script.matchAll(/from '([^']+)'/g)]
    .map(([, path]) => path!)
    .filter(path => !path.startsWith('data:'))
  t.ok(loaded.length > 5)
  for (const path of loaded) t.equal((await app.ask(path)).status, 200, path)
  t.notMatch(html, /<script(?![^>]*src=)|\son\w+=|style=/)
  t.match(page.headers.get('content-security-policy'), /script-src 'self'/)
  for (const path of ['/web/../package.json', '/web/%2e%2e/package.json', '/web/', '/web/domain/']) {
    t.equal((await app.ask(path)).status, 404, path)
  }
})

t.test(
  '[U3] static files have an ETag, an age and a Content-Type; with If-None-Match they are not sent again, and HEAD sends no body',
  async t => {
    const { app, ask } = await testApp(t)
    const pages = [
      '/', '/test_socketio.html', '/redoc', '/web/watch.css', '/web/watch.js', '/web/socket.io.js',
      '/web/domain/job/reduce.js', '/redoc/redoc.standalone.js'
    ]
    for (const url of pages) {
      const {
        statusCode,
        headers: { etag = '', 'cache-control': cache, 'content-type': type }
      } = await app.inject(url)
      t.match([statusCode, etag, cache, type], [200, /^W?\/?"/, /max-age=\d+/, /html|css|javascript/], url)
      t.equal((await app.inject({ url, headers: { 'if-none-match': String(etag) } })).statusCode, 304, url)
      t.match(
        await app.inject({ method: 'HEAD', url }),
        { statusCode: 200, payload: '', headers: { etag: String(etag) } },
        url
      )
    }
    t.match((await app.inject('/redoc/redoc.standalone.js')).headers['cache-control'], /max-age=86400/)
    for (const url of [
      '/redoc/LICENSE', '/web/vendor/redoc/redoc.standalone.js', '/web/socket.io.min.js'
    ]) { t.equal((await ask(url)).status, 404, url) }
  }
)

t.test('[U2] the page asks only for elements and routes that are there', async t => {
  const app = await testApp(t)
  const ids = new Set([...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id))
  for (const [, id] of script.matchAll(/(?:\$|badge)\('([^']+)'/g)) t.ok(ids.has(id!), id!)
  const { paths } = (await app.ask('/openapi.json')).body
  for (const [, path] of html.matchAll(/data-post="([^"]+)"/g)) t.ok(paths[path!]?.post, path!)
})
