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
  const loaded = [...html.matchAll(/(?:src|href)="([^"]+)"/g), ...script.matchAll(/from '([^']+)'/g)].map(([, path]) => path!).filter(path => !path.startsWith('data:'))
  t.ok(loaded.length > 5)
  for (const path of loaded) t.equal((await app.ask(path)).status, 200, path)
  t.notMatch(html, /<script(?![^>]*src=)|\son\w+=|style=/)
  t.match(page.headers.get('content-security-policy'), /script-src 'self'/)
  for (const path of ['/web/../package.json', '/web/%2e%2e/package.json', '/web/', '/web/domain/']) t.equal((await app.ask(path)).status, 404, path)
})

t.test('[U2] the page asks only for elements and routes that are there', async t => {
  const app = await testApp(t)
  const ids = new Set([...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id))
  for (const [, id] of script.matchAll(/(?:\$|badge)\('([^']+)'/g)) t.ok(ids.has(id!), id!)
  const { paths } = (await app.ask('/openapi.json')).body
  for (const [, path] of html.matchAll(/data-post="([^"]+)"/g)) t.ok(paths[path!]?.post, path!)
})
