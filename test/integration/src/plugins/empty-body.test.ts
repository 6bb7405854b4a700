import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import t from 'tap'
import { sendRaw } from '../../../helpers/raw-http.ts'
import { testApp } from '../../../helpers/test-app.ts'

const types = [
  'application/json', 'application/x-www-form-urlencoded', 'text/plain', 'application/octet-stream',
  'multipart/form-data; boundary=x', 'nonsense'
]

t.test('[H80] a request without a byte in its body is answered alike, whatever its headers call the body', async t => {
  const app = await testApp(t)
  const { paths } = (await app.ask('/openapi.json')).body as { paths: Record<string, Record<string, unknown>> }
  const wrong: string[] = []
  // A request that acts would be answered differently the second time.
  const routes = Object.entries(paths)
    .map(([path, methods]) => [path.replaceAll(/\{\w+\}/g, 'x'), Object.keys(methods)] as const)
    .flatMap(([path, methods]) => methods.map(method => ({ path, method: method.toUpperCase() })))
    .filter(({ path, method }) => method !== 'GET' && !/start$|networks$|training-jobs$|saved\/x$/.test(path))
  for (const { path, method } of routes) {
    const send = async (headers: Record<string, string>, body?: string): Promise<string> => {
      const reply = await fetch(app.url + path, { method, headers, ...(body === undefined ? {} : { body }) })
      const { code = null } = JSON.parse(await reply.text() || '{}') as { code?: string }
      return `${reply.status} ${code}`
    }
    const plain = await send({})
    for (const type of types) {
      const said = await send({ 'content-type': type }, '')
      if (said !== plain) wrong.push(`${method} ${path} as ${type}: ${said}, without a type ${plain}`)
    }
  }
  t.ok(routes.length > 20)
  t.strictSame(wrong, [])
})

t.test('[H80] curl, urllib and a chunked request that ends at once may send nothing', async t => {
  const app = await testApp(t)
  const run = promisify(execFile)
  const url = `${app.url}/api/training/stop`
  t.match(JSON.parse((await run('curl', ['-s', '-d', '', url])).stdout), { code: 'not_running' })
  const program = 'import sys, urllib.request as u, urllib.error as e\n' +
    'try: print(u.urlopen(sys.argv[1], data=b"").read().decode())\n' +
    'except e.HTTPError as error: print(error.read().decode())'
  t.match(JSON.parse((await run('python3', ['-c', program, url])).stdout), { code: 'not_running' })
  for (const chunks of ['0\r\n\r\n', '2\r\n{}\r\n0\r\n\r\n']) {
    const { body } = await sendRaw(Number(app.host.split(':')[1]), 'POST /api/training/stop HTTP/1.1\r\n' +
      `Host: ${app.host}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n` +
      `Connection: close\r\n\r\n${chunks}`)
    t.match(body, /"code":"not_running"/)
  }
})

t.test('[H80] a body of some bytes is still judged by its type', async t => {
  const app = await testApp(t)
  for (const body of ['x', ' ', '{}']) {
    const reply = await fetch(`${app.url}/api/training/stop`, {
      method: 'POST', body, headers: { 'content-type': 'application/octet-stream' }
    })
    t.equal(reply.status, 415, JSON.stringify(body))
  }
})
