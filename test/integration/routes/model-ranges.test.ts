import t from 'tap'
import fc from 'fast-check'
import { createModelFixture, modelFiles, noise, sha256 } from '../../helpers/model-fixture.ts'

t.test(
  '[M3] a download that is cut off anywhere and goes on with Range and If-Range is the file, byte by byte',
  async t => {
    const { app, put, record } = await createModelFixture(t)
    const bytes = noise(600_001)
    put('model.bin', bytes)
    for (const [name, content] of Object.entries(modelFiles)) put(`backup/b/${name}`, content)
    const file = await record('save', 'model.bin')
    const folder = await record('backup', 'backup/b')
    const archive = (await app.inject(`/api/v1/models/${folder}/download`)).rawPayload
    for (const [id, whole] of [
      [file, bytes], [folder, archive]
    ] as const) {
      const url = `/api/v1/models/${id}/download`
      const etag = String((await app.inject({ method: 'HEAD', url })).headers.etag)
      await fc.assert(
        fc.asyncProperty(fc.array(fc.integer({ min: 0, max: whole.length - 1 }), { maxLength: 5 }), async cuts => {
          const parts: Buffer[] = []
          const starts = [0, ...[...new Set(cuts)].filter(cut => cut > 0).sort((a, b) => a - b)]
          for (const [at, start] of starts.entries()) {
            const next = starts[at + 1]
            const reply = await app.inject({
              url,
              headers: { range: `bytes=${start}-${next === undefined ? '' : next - 1}`, 'if-range': etag }
            })
            const end = (next ?? whole.length) - 1
            if (
              reply.statusCode !== 206 ||
              reply.headers['content-range'] !== `bytes ${start}-${end}/${whole.length}`
            ) {
              return false
            }
            parts.push(reply.rawPayload)
          }
          return Buffer.concat(parts).equals(whole)
        }),
        { numRuns: 25 }
      )
    }
  }
)

t.test(
  '[M4] conditional and range requests are answered as RFC 9110 says, and no browser executes a download',
  async t => {
    const { app, put, record } = await createModelFixture(t)
    const bytes = noise(1000)
    put('model.safetensors', bytes)
    put('none.bin', '')
    const id = await record('final', 'model.safetensors')
    const empty = await record('save', 'none.bin')
    const url = `/api/v1/models/${id}/download`
    const etag = `"${sha256(bytes)}"`
    const guarded = {
      etag, 'accept-ranges': 'bytes', 'x-content-type-options': 'nosniff', 'content-security-policy': /sandbox/,
      'cache-control': /no-transform/
    }
    const ask = async (headers: Record<string, string>, method: 'GET' | 'HEAD' = 'GET') =>
      await app.inject({ method, url, headers })
    t.match(await ask({}), {
      statusCode: 200,
      headers: {
        ...guarded,
        'content-length': '1000',
        'content-type': 'application/octet-stream',
        'content-disposition': 'attachment; filename="job_k3f9a2c1-final-step-10.safetensors"'
      }
    })
    t.match(await ask({ range: 'bytes=0-9' }, 'HEAD'), {
      statusCode: 200, body: '',
      headers: { ...guarded, 'content-length': '1000' }
    })
    const parts: Array<[string, number, number]> = [
      ['bytes=0-0', 0, 1], ['bytes=990-', 990, 1000], ['bytes=-10', 990, 1000], ['bytes=-5000', 0, 1000],
      ['bytes=999-99999999999999999999', 999, 1000], ['BYTES=1-2', 1, 3]
    ]
    for (const [range, from, to] of parts) {
      const reply = await ask({ range })
      t.match(
        reply,
        {
          statusCode: 206,
          headers: { ...guarded, 'content-range': `bytes ${from}-${to - 1}/1000`, 'content-length': String(to - from) }
        },
        range
      )
      t.ok(reply.rawPayload.equals(bytes.subarray(from, to)), range)
    }
    for (const range of ['bytes=1000-', 'bytes=5000-6000', 'bytes=-0', `bytes=${'9'.repeat(400)}-`]) {
      const reply = await ask({ range })
      t.match(reply, { statusCode: 416, headers: { 'content-range': 'bytes */1000' } }, range.slice(0, 30))
      t.match(reply.json(), { code: 'range_refused' })
    }
    for (const range of [
      'bytes=0-1,5-6', 'bytes=9-5', 'bytes=-', 'bytes=', 'bytes=a-b', 'items=0-1', 'bytes=0-1;', '0-1', 'bytes=-1-2',
      `bytes=${'0-1,'.repeat(500)}2-3`
    ]) { t.match(await ask({ range }), { statusCode: 200, headers: { 'content-length': '1000' } }, range.slice(0, 30)) }
    for (const tag of [`"${'0'.repeat(64)}"`, `W/${etag}`, 'Wed, 21 Oct 2026 07:28:00 GMT', '']) {
      t.equal((await ask({ range: 'bytes=0-1', 'if-range': tag })).statusCode, 200, `If-Range ${tag}`)
    }
    for (const tag of [etag, `W/${etag}`, `"x", ${etag}`, '*']) {
      t.match(
        await ask({ 'if-none-match': tag, range: 'bytes=5000-' }),
        { statusCode: 304, body: '', headers: { etag } },
        tag
      )
    }
    t.equal((await ask({ 'if-none-match': '"x"' })).statusCode, 200)
    t.match(await app.inject(`/api/v1/models/${empty}/download`), {
      statusCode: 200, body: '', headers: { 'content-length': '0' }
    })
    t.match(await app.inject({ url: `/api/v1/models/${empty}/download`, headers: { range: 'bytes=0-' } }), {
      statusCode: 416, headers: { 'content-range': 'bytes */0' }
    })
  }
)
