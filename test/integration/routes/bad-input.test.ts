import t from 'tap'
import { TypeCompiler } from '@sinclair/typebox/compiler'
import { ErrorBody, errorTable } from '../../../core/contract/errors.ts'
import { testApp } from '../../helpers/test-app.ts'

const shape = TypeCompiler.Compile(ErrorBody)
const deep = (levels: number): unknown => levels === 0 ? 1 : { x: deep(levels - 1) }
const json = 'application/json'
// What no route that takes a body may accept: how it is sent, and as what.
const bodies: Array<[what: string, type: string | undefined, body: string]> = [
  ['half an object', json, '{"epochs":'], ['a list', json, '[]'],
  ['a text', json, '"x"'], ['a number', json, '1'], ['null', json, 'null'],
  ['an unknown field', json, '{"no_such_field":1}'],
  ['a prototype', json, '{"__proto__":{"admin":true}}'],
  ['a constructor', json, '{"constructor":{"prototype":{}}}'],
  ['a field of the wrong kind', json, '{"config":1,"name":[],"prompt":7,"mode":"maybe","backup":"yes","force":3}'],
  ['much nesting', json, JSON.stringify(deep(2000))],
  ['a form', 'application/x-www-form-urlencoded', 'a=1'],
  ['text', 'text/plain', '{}'],
  ['XML', 'application/xml', '<a/>'],
  ['more than a mebibyte', json, JSON.stringify({ name: 'x'.repeat(1_100_000) })]
]
const oddities = [
  '%00', '..%2f..%2fetc%2fpasswd', '%2e%2e', 'a'.repeat(300), '%F0%9F%92%A9', "'%20OR%201=1--", '%ff', '-1', 'NaN',
  '__proto__'
]

t.test(
  '[H8] whatever is sent to whichever route, the answer is no failure of the server, and every error has the one shape',
  async t => {
    const app = await testApp(t)
    const { paths } = (await app.ask('/openapi.json')).body as {
      paths: Record<string, Record<string, { requestBody?: unknown, parameters?: Array<{ in: string, name: string }> }>>
    }
    const wrong: string[] = []
    const seen = new Set<string>()
    async function look (
      what: string, path: string, init: RequestInit,
      allowed: (status: number) => boolean
    ): Promise<void> {
      const reply = await fetch(app.url + path, init)
      const text = await reply.text()
      const fine = reply.status >= 400 ? shape.Check(JSON.parse(text)) && reply.status < 500 : true
      if (reply.status >= 400) seen.add((JSON.parse(text) as ErrorBody).code)
      if (!fine || !allowed(reply.status)) {
        wrong.push(`${init.method ?? 'GET'} ${path.slice(0, 80)} with ${what}: ${reply.status} ${text.slice(0, 200)}`)
      }
    }

    for (const [path, methods] of Object.entries(paths)) {
      const plain = path.replaceAll(/\{\w+\}/g, 'x')
      for (const [method, route] of Object.entries(methods)) {
        const takesBody = route.requestBody !== undefined
        const refused = (status: number): boolean => !takesBody || path === '/api/config/validate' || status >= 400
        if (method !== 'get') {
          for (const [what, type, body] of bodies) {
            await look(
              what, plain,
              { method: method.toUpperCase(), body, headers: type === undefined ? {} : { 'content-type': type } },
              refused
            )
          }
        }
        for (const odd of oddities) {
          const named = path.replaceAll(/\{\w+\}/g, odd)
          const isAnother = new URL(named, app.url).pathname in paths // a client resolves dots itself
          if (path.includes('{')) {
            await look('an odd name', named, { method: method.toUpperCase() }, status => isAnother || status >= 400)
          }
          if (method === 'get') {
            await look('an odd query', `${plain}?job=${odd}&limit=${odd}&cursor=${odd}&nothing=${odd}`, {}, () => true)
          }
        }
      }
      for (const method of ['DELETE', 'PATCH', 'PUT', 'POST', 'GET']) {
        if (methods[method.toLowerCase()] === undefined) {
          await look('a method it does not offer', plain, { method }, status => status === 405 || status === 404)
        }
      }
    }
    t.strictSame(wrong, [])
    t.ok(seen.size > 8, `codes seen: ${[...seen].sort().join(' ')}`)
    for (const code of seen) t.ok(code in errorTable, code)
    t.match((await app.ask('/api/training/status')).body, { status: 'idle' }, 'nothing was started by any of it')
  }
)
