import t from 'tap'
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import {
  mkdirSync, readFileSync, readdirSync, readlinkSync, renameSync, rmSync, symlinkSync, truncateSync, writeFileSync
} from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { Value } from '@sinclair/typebox/value'
import fc from 'fast-check'
import { ModelDetails, ModelList } from '../../../core/contract/models.ts'
import { described, createModelFixture, safetensors, sha256 } from '../../helpers/model-fixture.ts'
import { getRaw } from '../../helpers/raw-http.ts'

const noise = (bytes: number, seed = 1): Buffer =>
  Buffer.from(Uint8Array.from({ length: bytes }, (_, at) => (at * 31 + (at >> 8) * 17 + seed) & 255))
const files = {
  'model.safetensors': safetensors({ w: { dtype: 'F16', shape: [2, 3], data_offsets: [0, 12] } }, 12),
  'unet/deep/öl & co.bin': noise(70_000),
  'meta.json': '{}',
  'empty.txt': ''
}

t.test(
  '[M1] what a job has written is listed newest first, page by page, by kind, with whether it is still there',
  async t => {
    const { app, put, record } = await createModelFixture(t)
    for (const [name, bytes] of Object.entries(files)) put(`backup/b1/${name}`, bytes)
    put('save/s.safetensors', files['model.safetensors'])
    put('model.safetensors', files['model.safetensors'])
    await record('backup', 'backup/b1')
    await record('save', 'save/s.safetensors')
    await record('final', 'model.safetensors')
    await record('save', 'save/gone.safetensors', {
      file: { path: 'save/gone.safetensors', bytes: 5, sha256: sha256('x') }
    })
    await record('final', 'model.safetensors', { job_number: 2 })
    const list = (await app.inject('/api/v1/training-jobs/job_k3f9a2c1/models')).json<ModelList>()
    t.same([...Value.Errors(ModelList, list)], [])
    t.match(list, {
      total: 4, next_cursor: null,
      models: [
        { model_id: 'm1-4', kind: 'save', available: false, folder: null, files: null },
        {
          model_id: 'm1-3', kind: 'final', available: true, folder: false, files: 1, name: 'model.safetensors', step: 30
        },
        { model_id: 'm1-2', kind: 'save', available: true, sha256: sha256(files['model.safetensors']) },
        {
          model_id: 'm1-1', kind: 'backup', available: true, folder: true, files: 4,
          download_path: '/api/v1/models/m1-1/download'
        }
      ]
    })
    for (const [kind, ids] of [
      ['backup', ['m1-1']], ['save', ['m1-4', 'm1-2']], ['final', ['m1-3']]
    ] as const) {
      const page = (await app.inject(`/api/v1/training-jobs/1/models?kind=${kind}`)).json<ModelList>()
      t.same([page.models.map(({ model_id }) => model_id), page.total], [ids, ids.length], kind)
    }
    const first = (await app.inject('/api/v1/training-jobs/1/models?limit=3')).json<ModelList>()
    const rest = (
      await app.inject(`/api/v1/training-jobs/1/models?limit=3&cursor=${first.next_cursor ?? ''}`)
    ).json<ModelList>()
    t.same([...first.models, ...rest.models], list.models)
    t.equal(rest.next_cursor, null)
    t.match((await app.inject('/api/v1/training-jobs/1/models?cursor=x')).json(), { code: 'invalid_cursor' })
    t.match((await app.inject('/api/v1/training-jobs/9/models')).json(), { statusCode: 404, code: 'job_not_found' })
    for (const id of ['m1-99', 'm2-5', 'm9-9', '9', 'x', '../x']) {
      t.match(
        (await app.inject(`/api/v1/models/${encodeURIComponent(id)}`)).json(),
        { statusCode: 404, code: 'model_not_found' },
        id
      )
    }
  }
)

t.test('[M2] a plain job number names the newest final model of that job, else its newest save', async t => {
  const { app, put, record } = await createModelFixture(t)
  put('a', 'save')
  put('b', 'final')
  await record('backup', 'a')
  t.match((await app.inject('/api/v1/models/1')).json(), { code: 'model_not_found' })
  await record('save', 'a')
  t.match((await app.inject('/api/v1/models/1')).json(), { model_id: 'm1-2', kind: 'save' })
  await record('final', 'b')
  await record('save', 'a')
  t.match((await app.inject('/api/v1/models/1')).json(), { model_id: 'm1-3', kind: 'final' })
  t.equal((await app.inject('/api/v1/models/1/download')).body, 'final')
})

t.test(
  '[M3] a download that is cut off anywhere and goes on with Range and If-Range is the file, byte by byte',
  async t => {
    const { app, put, record } = await createModelFixture(t)
    const bytes = noise(600_001)
    put('model.bin', bytes)
    for (const [name, content] of Object.entries(files)) put(`backup/b/${name}`, content)
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
  '[M4] conditional and range requests are answered as RFC 9110 says, and nothing is run in a browser',
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

t.test(
  "[M5] nothing but a plain file inside the job's folder is sent, whatever the journal says, and only as it was written",
  async t => {
    const { app, job, root, put, record } = await createModelFixture(t)
    const bytes = readFileSync(join(root, 'secret/outside.safetensors'))
    put('inside.safetensors', bytes)
    symlinkSync(join(root, 'secret/outside.safetensors'), join(job, 'link'))
    symlinkSync(join(job, 'inside.safetensors'), join(job, 'inner-link'))
    symlinkSync(join(root, 'secret'), join(job, 'away'))
    symlinkSync(job, join(job, 'loop'))
    execFileSync('mkfifo', [join(job, 'pipe')])
    const file = { bytes: bytes.length, sha256: sha256(bytes) }
    for (const path of [
      '../secret/outside.safetensors', join(root, 'secret/outside.safetensors'), '../secret', 'link', 'inner-link',
      'away', 'away/outside.safetensors', 'loop/inside.safetensors', 'pipe', '.', '', '..', 'inside.safetensors/x',
      'inside.safetensors\0', 'x'.repeat(5000)
    ]) {
      const id = await record('save', path, { file: { ...file, path } })
      for (const way of ['download', 'files/0/download']) {
        t.match(
          (await app.inject(`/api/v1/models/${id}/${way}`)).json(),
          { statusCode: 404, code: 'file_gone' },
          `${way} ${path.slice(0, 40)}`
        )
      }
      t.match((await app.inject(`/api/v1/models/${id}`)).json(), { available: false, contents: [] })
    }
    for (const [name, content] of Object.entries(files)) put(`backup/b/${name}`, content)
    const backup = await record('backup', 'backup/b')
    symlinkSync('/etc/passwd', join(job, 'backup/b/passwd'))
    symlinkSync('/etc', join(job, 'backup/b/etc'))
    t.match(
      (await app.inject(`/api/v1/models/${backup}`)).json(),
      { available: true, files: 4 },
      'links in a folder are not there'
    )
    const gone = async (id: string, why: string) => {
      for (const way of ['download', 'files/0/download']) {
        t.match((await app.inject(`/api/v1/models/${id}/${way}`)).json(), { statusCode: 404, code: 'file_gone' }, why)
      }
    }
    await gone(
      await record('save', 'inside.safetensors', { file: { ...file, path: 'inside.safetensors', bytes: 4 } }),
      'of another size'
    )
    renameSync(join(job, 'backup/b'), join(job, 'backup/b.partial'))
    await gone(backup, 'a backup that is being deleted')
    renameSync(join(job, 'backup/b.partial'), join(job, 'backup/b'))
    rmSync(join(job, 'backup/b/meta.json'))
    await gone(backup, 'a backup half deleted')
    put('model.safetensors', 'first')
    const first = await record('final', 'model.safetensors')
    put('model.safetensors', 'other')
    const second = await record('final', 'model.safetensors')
    await gone(first, 'written over by a later attempt, to the same size')
    t.equal((await app.inject(`/api/v1/models/${second}/download`)).body, 'other')
    t.match((await app.inject(`/api/v1/models/${second}/files/1/download`)).json(), { code: 'file_gone' })
  }
)

t.test('[M6] no spelling of a path in a URL leads out, byte by byte over TCP', async t => {
  const { put, record, listen, logged } = await createModelFixture(t)
  put('backup/b/one.bin', 'x')
  await record('backup', 'backup/b')
  const port = await listen()
  t.equal((await getRaw(port, '/api/v1/models/m1-1/files/0/download')).status, 200)
  const ups = [
    '../', '..%2f', '%2e%2e/', '%2e%2e%2f', '%252e%252e%252f', '..%252f', '..\\', '..%5c', '%c0%ae%c0%ae/',
    '....//',
    '..;/'
  ]
  const paths = ups.flatMap(up => [
    `${up.repeat(6)}etc/passwd`, `${up.repeat(6)}etc/passwd/download`, `m1-1/files/${up.repeat(6)}etc/passwd/download`,
    `m1-1/${up.repeat(6)}etc/passwd`, `m1-1/files/0/${up.repeat(6)}etc/passwd`
  ])
  const odd = [
    'm1-1%00/download', '%00/download', 'm1-1/files/%00/download', 'm1-1/files/-1/download', 'm1-1/files/0x0/download',
    'm1-1/files/1e9/download', 'm1-1/files/one.bin/download',
    'm1-1/files//download',
    '%ff/download',
    '%/download',
    `${'a'.repeat(5000)}/download`,
    '__proto__/download',
    'constructor',
    'm1-1/files/9999999999999999999999/download'
  ]
  for (const path of [...paths, ...odd]) {
    for (const url of [`/api/v1/models/${path}`, `/api/v1/training-jobs/${path}/models`]) {
      const { status, body } = await getRaw(port, url)
      t.ok(status >= 400 && status < 500, `${status} ${url.slice(0, 60)}`)
      t.notMatch(body, 'root:')
      t.match(JSON.parse(body), { statusCode: status, code: String, request_id: String })
    }
  }
  t.same(logged, [])
})

t.test('[M7] a folder is sent file by file, or as a tar archive that tar unpacks to the same files', async t => {
  const { app, root, put, record } = await createModelFixture(t)
  const long: Record<string, string | Buffer> = {
    ...files,
    [`${'n'.repeat(90)}/${'m'.repeat(90)}.bin`]: noise(512),
    [`${'ü'.repeat(60)}.bin`]: noise(513)
  }
  for (const [name, bytes] of Object.entries(long)) put(`backup/b/${name}`, bytes)
  const id = await record('backup', 'backup/b')
  const details = (await app.inject(`/api/v1/models/${id}`)).json<ModelDetails>()
  t.same([...Value.Errors(ModelDetails, details)], [])
  t.same(details.contents.map(({ path }) => path), Object.keys(long).sort())
  const tags = new Set<unknown>()
  for (const { path, bytes, download_path } of details.contents) {
    const reply = await app.inject(download_path)
    t.ok(reply.rawPayload.equals(Buffer.from(long[path]!)), path)
    t.match(reply.headers, {
      etag: /^"[0-9a-f]{64}"$/, 'content-length': String(bytes),
      'content-disposition': /^attachment; filename="job_k3f9a2c1-backup-step-10-[\w.-]+"$/
    })
    tags.add(reply.headers.etag)
  }
  t.equal(tags.size, details.contents.length, 'each has a tag of its own')
  const archive = await app.inject(details.download_path)
  t.match(archive, {
    statusCode: 200,
    headers: {
      'content-type': 'application/x-tar',
      'content-length': String(archive.rawPayload.length),
      etag: `"${described(join(root, 'job'), 'backup/b').sha256}-tar"`,
      'content-disposition': /\.tar"$/
    }
  })
  writeFileSync(join(root, 'state/x.tar'), archive.rawPayload)
  mkdirSync(join(root, 'state/out'))
  execFileSync('tar', ['-xf', join(root, 'state/x.tar'), '-C', join(root, 'state/out')])
  t.same(readdirSync(join(root, 'state/out')), ['job_k3f9a2c1-backup-step-10'])
  t.equal(described(join(root, 'state/out'), 'job_k3f9a2c1-backup-step-10').sha256, details.sha256)
})

/** How many files below a folder this process has open (Linux; elsewhere none are seen). */
function openBelow (folder: string): number {
  if (process.platform !== 'linux') return 0
  return readdirSync('/proc/self/fd').filter(fd => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`).startsWith(folder)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false // as: node's file errors carry a code
      throw error
    }
  }).length
}

t.test(
  '[M8] clients that read slowly, go away or lose the file leave nothing open, and nobody waits for them',
  async t => {
    const { app, root, job, put, record, listen } = await createModelFixture(t)
    const large = 64 * 1024 * 1024
    put('large.bin', Buffer.alloc(large, 5))
    put('small.bin', 'small')
    const id = await record('save', 'large.bin')
    const small = await record('save', 'small.bin')
    const port = await listen()
    const begin = async (path: string) => {
      const socket = connect(port, '127.0.0.1')
      socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`)
      await once(socket, 'readable')
      return socket
    }
    const before = process.memoryUsage().rss
    const stuck = await Promise.all(
      Array.from({ length: 40 }, async () => await begin(`/api/v1/models/${id}/download`))
    )
    if (process.platform === 'linux') t.equal(openBelow(join(root, 'job')), 40)
    t.equal(
      await fetch(`http://127.0.0.1:${port}/api/v1/models/${small}/download`).then(async reply => await reply.text()),
      'small'
    )
    t.ok(
      process.memoryUsage().rss - before < 40 * 8 * 1024 * 1024,
      'what nobody reads is not read from the disk either'
    )
    const torn = stuck.pop()!
    const closed = once(torn, 'close')
    truncateSync(join(job, 'large.bin'), 1000)
    let got = 0
    torn.on('data', (chunk: Buffer) => {
      got += chunk.length
    })
    torn.on('error', () => undefined) // a connection that is reset is closed all the same
    await closed
    t.ok(got < large, 'a file that shrinks meanwhile ends the connection')
    for (const socket of stuck) socket.destroy()
    while (openBelow(join(root, 'job')) > 0) {
      await new Promise(resolve => {
        setImmediate(resolve)
      })
    }
    t.equal(openBelow(join(root, 'job')), 0)
    t.match((await app.inject(`/api/v1/models/${id}/download`)).json(), { code: 'file_gone' })
  }
)
