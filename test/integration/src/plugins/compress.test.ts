import { once } from 'node:events'
import { request } from 'node:http'
import type { IncomingHttpHeaders } from 'node:http'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import t from 'tap'
import { ended, jobsOf } from '../../../helpers/jobs.ts'
import { patience } from '../../../helpers/patience.ts'
import { small, testApp } from '../../../helpers/test-app.ts'

interface Reply { status: number | undefined, headers: IncomingHttpHeaders, bytes: Buffer }

/** As it comes over the wire; fetch would decompress it. */
async function get (url: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Reply> {
  const asked = request(url, { method, headers: { 'accept-encoding': 'br, gzip', ...headers } }).end()
  const [reply] = await once(asked, 'response')
  const pieces: Buffer[] = []
  for await (const piece of reply) {
    pieces.push(piece)
    if (reply.headers['content-type'].startsWith('text/event-stream')) break // it has no end
  }
  return { status: reply.statusCode, headers: reply.headers, bytes: Buffer.concat(pieces) }
}

t.setTimeout(patience(90_000))
t.test('a server with a token', async t => {
  const app = await testApp(t, { TOKEN: 'secret-token-of-this-test', AUTH: 'token' })
  const authorization = 'Bearer secret-token-of-this-test'
  const ask = async (path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Reply> =>
    await get(app.url + path, { authorization, ...headers }, method)

  await t.test('[H220] JSON and texts of 1 KB or more are compressed as the client accepts it', async t => {
    for (const path of ['/openapi.json', '/api/config/schema', '/metrics']) {
      const plain = await ask(path, { 'accept-encoding': 'identity' })
      t.equal(plain.headers['content-encoding'], undefined)
      t.match(plain.headers.vary, 'accept-encoding', `a cache learns it of ${path} uncompressed too`)
      for (const [encoding, unpack] of [['br', brotliDecompressSync], ['gzip', gunzipSync]] as const) {
        const { headers, bytes } = await ask(path, { 'accept-encoding': encoding })
        t.equal(headers['content-encoding'], encoding, path)
        t.match(headers.vary, 'accept-encoding')
        t.equal(headers['content-type'], plain.headers['content-type'])
        t.ok(bytes.length * 2 < plain.bytes.length, `${path}: ${bytes.length} of ${plain.bytes.length} bytes`)
        if (path !== '/metrics') t.ok(unpack(bytes).equals(plain.bytes), path)
      }
      const head = await ask(path, {}, 'HEAD')
      t.match([head.status, head.bytes.length], [200, 0])
    }
    const short = await ask('/healthz')
    t.equal(short.headers['content-encoding'], undefined)
    t.notMatch(short.headers.vary, 'accept-encoding')
  })

  await t.test('[H220] samples, models, ranges, pages and event streams leave as they are', async t => {
    const client = await app.stream('?token=secret-token-of-this-test')
    const { job_id } = await jobsOf({
      ask: async (path, options) => await app.ask(path, { ...options, headers: { authorization } })
    }, client, app.state_dir).create({ config: small })
    await client.until(frame => frame.job_id === job_id && ended(frame))
    const { samples } = JSON.parse(String((await ask('/api/samples/list', { 'accept-encoding': 'identity' })).bytes))
    const { models } = JSON.parse(String(
      (await ask('/api/v1/training-jobs/1/models', { 'accept-encoding': 'identity' })).bytes
    ))
    const downloads = models.map(({ download_path }: { download_path: string }) => download_path)
    t.ok(samples.length > 0 && downloads.length > 0)
    const files = ['/test_socketio.html', '/web/test-socketio.js']
    for (const path of [samples[0].path, samples[0].thumbnail_path, ...downloads, ...files]) {
      const whole = await ask(path)
      const { etag = '' } = whole.headers
      t.match([whole.status, whole.headers['content-encoding']], [200, undefined], path)
      t.equal(Number(whole.headers['content-length']), whole.bytes.length, path)
      t.not(etag, '', path)
      t.match(await ask(path, { 'if-none-match': etag }), { status: 304, headers: { etag } })
      const part = await ask(path, { range: 'bytes=1-9' })
      t.match([part.status, part.headers['content-encoding']], [206, undefined], path)
      t.ok(part.bytes.equals(whole.bytes.subarray(1, 10)), path)
    }
    const events = await ask('/api/events')
    t.match([events.status, events.headers['content-encoding']], [200, undefined])
  })

  await t.test('[H221] no reply of a GET contains the token, so that the length of none tells of it', async t => {
    const { paths } = JSON.parse(String((await ask('/openapi.json', { 'accept-encoding': 'identity' })).bytes))
    const gets = Object.keys(paths).filter(path => paths[path].get !== undefined && path !== '/api/events')
    for (const path of gets) {
      const url = `${path.replace(/\{[^}]+\}/g, '1')}?token=secret-token-of-this-test&x=secret`
      const { bytes } = await get(app.url + url, { 'accept-encoding': 'identity' })
      t.notMatch(String(bytes), 'secret-token-of-this-test', path)
    }
  })
})
