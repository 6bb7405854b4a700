import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { brotliDecompressSync } from 'node:zlib'
import t from 'tap'
import { firstLoad } from '../../../../bench/web/first-load.ts'
import { testApp } from '../../../helpers/test-app.ts'
import { filesIn, root } from '../../../helpers/tree.ts'

const built = join(root, 'web/dist')
const html = readFileSync(join(built, 'index.html'), 'utf8')
const assets = readdirSync(join(built, 'assets')).filter(name => /\.(js|css)$/.test(name))
const policy = "default-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'; object-src 'none'; " +
  "script-src 'self'; style-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'"

t.test('[U1] the page and all it loads come from this server alone, under a strict policy', async t => {
  const app = await testApp(t)
  const page = await app.ask('/')
  t.match([page.status, page.headers.get('content-type')], [200, /^text\/html/])
  t.equal(page.headers.get('content-security-policy'), policy)
  const loaded = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => path!)
  t.ok(loaded.length > 4)
  for (const path of loaded) {
    t.notMatch(path, /^(\w+:|\/\/)/, `${path} is of this server`)
    t.equal((await app.ask(new URL(path, 'http://x/').pathname)).status, 200, path)
  }
  t.notMatch(html, /<script(?![^>]*src=)|\son\w+=|style=|<style/)
  for (const name of assets.filter(name => name.endsWith('.css'))) {
    t.notMatch(readFileSync(join(built, 'assets', name), 'utf8'), /url\((?!["']?\.)|@import/, name)
  }
})

t.test('[U2] every request of the control room is a route of the OpenAPI document', async t => {
  const { paths } = JSON.parse(readFileSync(join(root, 'openapi/openapi.json'), 'utf8'))
  const sources = filesIn('web').filter(path => /\.tsx?$/.test(path) && !path.endsWith('.d.ts'))
  const asked = sources.flatMap(path =>
    [...readFileSync(join(root, path), 'utf8').matchAll(/\.(GET|POST|PUT|PATCH|DELETE)\('([^']+)'/g)])
  t.ok(asked.length > 10)
  for (const [, method, path] of asked) t.ok(paths[path!]?.[method!.toLowerCase()], `${method} ${path}`)
})

t.test('[U3] static files have an ETag, an age and a Content-Type; HEAD sends no body', async t => {
  const { app } = await testApp(t)
  const pages = [
    '/', '/jobs', '/manifest.json', '/icons/idle.svg', '/test_socketio.html', '/redoc', '/web/test-socketio.js',
    '/web/socket.io.js', '/redoc/redoc.standalone.js', `/assets/${assets[0]}`
  ]
  for (const url of pages) {
    const {
      statusCode,
      headers: { etag = '', 'cache-control': cache, 'content-type': type }
    } = await app.inject(url)
    t.match([statusCode, etag, cache, type], [200, /^W?\/?"/, /max-age=\d+/, /html|css|javascript|json|svg/], url)
    t.equal((await app.inject({ url, headers: { 'if-none-match': String(etag) } })).statusCode, 304, url)
    t.match(
      await app.inject({ method: 'HEAD', url }),
      { statusCode: 200, payload: '', headers: { etag: String(etag) } },
      url
    )
  }
  t.match((await app.inject('/redoc/redoc.standalone.js')).headers['cache-control'], /max-age=86400/)
})

t.test('[U3] hashed files are immutable, and sent compressed to whom takes them so', async t => {
  const { app } = await testApp(t)
  for (const name of assets) {
    const whole = await app.inject(`/assets/${name}`)
    t.equal(whole.headers['cache-control'], 'public, max-age=31536000, immutable')
    const packed = await app.inject({ url: `/assets/${name}`, headers: { 'accept-encoding': 'br' } })
    t.equal(packed.headers['content-encoding'], 'br')
    t.ok(brotliDecompressSync(packed.rawPayload).equals(whole.rawPayload), name)
    t.match(packed.headers.vary, /accept-encoding/i)
  }
})

t.test('[U61] a page names its scripts and styles in its headers, so that they are asked for at once', async t => {
  const { app } = await testApp(t)
  const parts = [['/', 'now'], ['/jobs', 'jobs'], ['/jobs/7/log?x=1', 'job'], ['/system', 'system']] as const
  for (const [url, part] of parts) {
    const links = String((await app.inject(url)).headers.link).split(', ')
    t.ok(links.some(link => link.includes(`assets/${part}-`) && link.includes('modulepreload')), url)
    for (const link of links) {
      const [, path = '', relation = ''] = /^<([^>]+)>; rel=(.+); crossorigin$/.exec(link) ?? []
      t.ok(['modulepreload', 'preload; as=style', 'preload; as=fetch'].includes(relation), link)
      const { pathname, search } = new URL(path, `http://server${url}`)
      t.equal((await app.inject(pathname + search)).statusCode, 200, path)
    }
  }
})

t.test('[U3] no other path leads to a file', async t => {
  const { ask } = await testApp(t)
  for (const url of [
    '/redoc/LICENSE', '/web/vendor/redoc/redoc.standalone.js', '/web/socket.io.min.js', '/web/../package.json',
    '/web/%2e%2e/package.json', '/web/', '/assets/', '/assets/..%2findex.html', '/assets/.stamp.json',
    '/assets/%2e%2e/.stamp.json', '/icons/..%2findex.html', '/icons/gone.svg', '/web/dist/index.html', '/web/main.tsx'
  ]) {
    const { status } = await ask(url)
    t.ok(status === 404 || status === 400, `${url}: ${status}`)
  }
  t.equal((await ask('/assets/gone-12345678.js')).status, 404)
})

t.test('[U4] every address of a page answers with the page, and an unknown one with 404', async t => {
  const { ask } = await testApp(t)
  const page = (await ask('/')).body
  for (const url of ['/jobs', '/jobs/7', '/jobs/job_a/samples', '/compare?jobs=1,2', '/system']) {
    t.strictSame(await ask(url).then(({ status, body }) => [status, body]), [200, page], url)
  }
  // What the browser's routes name is served, whatever is put for a parameter.
  const routes = readFileSync(join(root, 'web/app/routes.ts'), 'utf8')
  const addresses = [...routes.matchAll(/(?:path: |page\()'([^']+)'/g)]
    .map(([, path]) => path!.replace(/:\w+/, 'x').replace('*?', 'y'))
  t.ok(addresses.length >= 9)
  for (const url of addresses) t.equal((await ask(url)).status, 200, url)
  for (const url of ['/nowhere', '/system/more', '/job']) t.equal((await ask(url)).status, 404, url)
})

t.test('[U5] the first load of the page is at most 150 KB, compressed', async t => {
  const { files, bytes } = firstLoad(built)
  t.ok(files.length >= 4, 'shell and page, script and style')
  t.ok(bytes <= 150_000, `${bytes} bytes`)
})
