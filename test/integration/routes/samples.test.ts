import t from 'tap'
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { Value } from '@sinclair/typebox/value'
import sharp from 'sharp'
import type { Test } from 'tap'
import { Sample, SampleList } from '../../../core/contract/samples.ts'
import samplesRoutes from '../../../routes/samples.ts'
import { createSampleMarks } from '../../../services/samples/sample-marks.ts'
import { createSamples } from '../../../services/samples/samples.ts'
import type { SampleRow, SampleRows } from '../../../services/samples/samples.ts'
import { machineClock } from '../../../core/machine-clock.ts'
import { createContentHashes } from '../../../services/files/content-hash.ts'
import { createMakePoster } from '../../../services/samples/poster.ts'
import { createThumbnails } from '../../../services/samples/thumbnails.ts'
import { bareApp } from '../../helpers/bare-app.ts'
import { getRaw } from '../../helpers/raw-http.ts'

/** Deletion has tests of its own. */
const refuse = async (): Promise<never> => { throw new Error('not here') }

const job_id = '019a4f6e-7b1c-7c3e-9d2a-5f0b8e6c1d42'
const sha = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')
const image = async (side: number, format: 'png' | 'jpeg' | 'webp') =>
  await sharp({ create: { width: side, height: side / 2, channels: 3, background: '#c30' } })
    .toFormat(format)
    .toBuffer()

/** A server over one job's folder; `put` adds a sample, by default with its file. */
async function house (t: Test, ffmpeg = 'no-such-ffmpeg') {
  const root = t.testdir({ runs: { job: { samples: {} } }, secret: { 'outside.png': '' } })
  const job = join(root, 'runs', 'job')
  const kept: SampleRow[] = []
  const rows: SampleRows = {
    byIds: ids => kept.filter(({ sample_id }) => ids.includes(sample_id)),
    page: ({ limit, sample_type }) => {
      const fits = kept.filter(row => sample_type === undefined || row.sample_type === sample_type)
      return { rows: fits.slice(0, limit), total: fits.length, next_cursor: fits.length > limit ? String(limit) : null }
    },
    latest: limit => kept.slice(0, limit)
  }
  const reports: string[] = []
  const thumbnails = createThumbnails({
    job_dir: () => job, report: message => { reports.push(message) },
    makePoster: createMakePoster({ clock: machineClock, side: 256, program: ffmpeg })
  })
  const samples = createSamples({
    rows,
    job_dir: () => job,
    find_job: name => (name === 'none' ? null : job_id),
    thumbnails,
    hashes: createContentHashes(Date.now),
    marks: createSampleMarks({ job_dir: () => job, report: message => { reports.push(message) } })
  })
  const { app, logged } = await bareApp(t, async app => {
    await app.register(samplesRoutes, { samples, deleteSample: refuse })
  })
  const put = (sample_id: string, path: string, bytes: Buffer, write = true) => {
    if (write) writeFileSync(join(job, path), bytes)
    kept.unshift({
      sample_id, job_id,
      file: { path, bytes: bytes.length, sha256: sha(bytes) },
      sample_type: 'default',
      sample_index: 0,
      step: 10,
      epoch: 1,
      prompt: 'the digit 7',
      negative_prompt: '',
      seed: 42,
      width: 192,
      height: 192,
      command_id: null,
      timestamp: '2026-01-01T00:00:00.000Z'
    })
  }
  return { app, root, job, put, reports, logged }
}

t.test('[F1] samples are listed newest first, as the contract says, with a path a browser can show', async t => {
  const { app, put } = await house(t)
  const png = await image(64, 'png')
  put('s1-1', 'samples/1.png', png)
  put('s1-2', 'samples/2.png', png, false)
  const list = (await app.inject('/api/samples/list')).json<SampleList>()
  t.same([...Value.Errors(SampleList, list)], [])
  t.match(list, {
    total: 2, next_cursor: null,
    samples: [
      { sample_id: 's1-2', available: false },
      {
        sample_id: 's1-1', available: true, path: '/api/samples/s1-1/image',
        thumbnail_path: '/api/samples/s1-1/thumbnail', bytes: png.length
      }
    ]
  })
  t.match((await app.inject('/api/samples/list?limit=1')).json(), { next_cursor: '1', total: 2 })
  t.match((await app.inject('/api/samples/list?sample_type=custom')).json(), { samples: [], total: 0 })
  t.match((await app.inject('/api/samples/list?job=none')).json(), { samples: [], total: 0, next_cursor: null })
  t.match((await app.inject('/api/samples/latest?limit=1')).json(), { samples: [{ sample_id: 's1-2' }], total: 1 })
  const one = (await app.inject('/api/samples/s1-1')).json<Sample>()
  t.same([...Value.Errors(Sample, one)], [])
  t.equal((await app.inject(one.path)).rawPayload.equals(png), true)
})

t.test('[F2] list and latest are never taken for sample ids', async t => {
  const { app, put } = await house(t)
  put('list', 'samples/x.png', await image(64, 'png'))
  put('latest', 'samples/y.png', await image(64, 'png'))
  t.ok(Array.isArray((await app.inject('/api/samples/list')).json<SampleList>().samples))
  t.ok(Array.isArray((await app.inject('/api/samples/latest')).json<SampleList>().samples))
  t.match((await app.inject('/api/samples/latest?limit=0')).json(), {
    statusCode: 400, details: [{ pointer: '/limit' }]
  })
})

t.test('[F3] an image is sent with its type and hash, never executed, and not sent again if unchanged', async t => {
  const { app, put } = await house(t)
  for (const format of ['png', 'jpeg', 'webp'] as const) {
    const bytes = await image(64, format)
    put(`s1-${format}`, `samples/x.${format}`, bytes)
    const reply = await app.inject(`/api/samples/s1-${format}/image`)
    t.match(reply, {
      statusCode: 200,
      headers: {
        'content-type': `image/${format}`, 'content-length': String(bytes.length), etag: `"${sha(bytes)}"`,
        'x-content-type-options': 'nosniff', 'content-security-policy': /sandbox/, 'cache-control': /immutable/
      }
    })
    for (const tag of [`"${sha(bytes)}"`, `W/"${sha(bytes)}"`, `"other", "${sha(bytes)}"`, '*']) {
      const revalidated = await app.inject(
        { url: `/api/samples/s1-${format}/image`, headers: { 'if-none-match': tag } }
      )
      t.match(revalidated, { statusCode: 304, body: '', headers: { etag: `"${sha(bytes)}"` } }, tag)
    }
    t.equal(
      (await app.inject({ url: `/api/samples/s1-${format}/image`, headers: { 'if-none-match': '"other"' } }))
        .statusCode,
      200
    )
    t.match(await app.inject({ method: 'HEAD', url: `/api/samples/s1-${format}/image` }), {
      statusCode: 200, body: '',
      headers: { 'content-length': String(bytes.length) }
    })
  }
})

t.test(
  "[F4] only image files inside the job's folder are sent, whatever path the journal contains",
  async t => {
    const { app, job, root, put } = await house(t)
    const png = await image(64, 'png')
    writeFileSync(join(root, 'secret', 'outside.png'), png)
    writeFileSync(join(job, 'samples', 'inside.png'), png)
    symlinkSync(join(root, 'secret', 'outside.png'), join(job, 'samples', 'link.png'))
    symlinkSync(join(root, 'secret'), join(job, 'away'))
    execFileSync('mkfifo', [join(job, 'samples', 'pipe.png')])
    const page = Buffer.from('<script>alert(1)</script>')
    writeFileSync(join(job, 'samples', 'page.png'), page)
    writeFileSync(join(job, 'samples', 'page.html'), page)
    writeFileSync(join(job, 'samples', 'jpeg.png'), await image(64, 'jpeg'))
    for (const [index, path] of [
      '../../secret/outside.png', join(root, 'secret', 'outside.png'), 'samples/link.png', 'away/outside.png',
      'samples/pipe.png', 'samples', '.', '', 'samples/none.png', 'samples/inside.png/x', 'samples/inside.png\0.png',
      'x'.repeat(5000)
    ].entries()) {
      put(`s1-${index}`, path, png, false)
      for (const kind of ['image', 'thumbnail']) {
        t.match(
          (await app.inject(`/api/samples/s1-${index}/${kind}`)).json(),
          { statusCode: 404, code: 'file_gone' },
          `${kind} ${path.slice(0, 40)}`
        )
      }
    }
    put('s2-1', 'samples/page.png', page, false)
    put('s2-2', 'samples/page.html', page, false)
    put('s2-3', 'samples/jpeg.png', await image(64, 'jpeg'), false)
    put('s2-4', 'samples/inside.png', Buffer.concat([png, png]), false)
    for (const id of ['s2-1', 's2-2', 's2-3']) {
      t.match(
        (await app.inject(`/api/samples/${id}/image`)).json(), { statusCode: 404, code: 'media_unsupported' }, id
      )
    }
    t.match((await app.inject('/api/samples/s2-4/image')).json(), { statusCode: 404, code: 'file_changed' })
  }
)

t.test("[F5] no spelling of a sample's URL path leads out of the job's folder, byte by byte over TCP", async t => {
  const { app, put, logged } = await house(t)
  put('s1-1', 'samples/1.png', await image(64, 'png'))
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo // as: it listens on TCP
  t.equal((await getRaw(port, '/api/samples/s1-1/image')).status, 200)
  const ups = [
    '../', '..%2f', '%2e%2e/', '%2e%2e%2f', '%252e%252e%252f', '..%252f', '..\\', '..%5c', '%c0%ae%c0%ae/',
    '....//'
  ]
  const paths = [
    ...ups.flatMap(up => [
      `/api/samples/${up.repeat(6)}etc/passwd`, `/api/samples/${up.repeat(6)}etc/passwd/image`,
      `/api/samples/s1-1/${up.repeat(6)}etc/passwd`
    ]),
    '/api/samples/s1-1%00/image',
    '/api/samples/%00/image',
    '/api/samples/s1-1/image%00.png',
    '/api/samples/%ff/image',
    '/api/samples/%/image',
    '/api/samples/%zz/image',
    `/api/samples/${'a'.repeat(5000)}/image`,
    '//etc/passwd',
    '/api/samples//image',
    '/api/samples/__proto__/image',
    '/api/samples/constructor/image',
    'http://x/../../etc/passwd'
  ]
  for (const path of paths) {
    const { status, body } = await getRaw(port, path)
    t.ok(status >= 400 && status < 500, `${status} ${path.slice(0, 60)}`)
    t.notMatch(body, 'root:')
    t.match(JSON.parse(body), { statusCode: status, code: String, message: String, request_id: String })
  }
  t.same(logged, [])
})

t.test(
  '[F6] a thumbnail has at most 256 pixels a side, is made once and kept; a small image is sent as it is',
  async t => {
    const { app, put, root } = await house(t)
    const large = await image(1024, 'png')
    const small = await image(192, 'png')
    put('s1-1', 'samples/large.png', large)
    put('s1-2', 'samples/small.png', small)
    t.ok((await app.inject('/api/samples/s1-2/thumbnail')).rawPayload.equals(small))
    t.notOk(existsSync(join(root, 'runs', 'job', 'thumbnails')))
    const [one, two] = await Promise.all([
      app.inject('/api/samples/s1-1/thumbnail'), app.inject('/api/samples/s1-1/thumbnail')
    ])
    t.match(one, { statusCode: 200, headers: { 'content-type': 'image/webp', etag: `"${sha(large)}-256"` } })
    t.match(await sharp(one.rawPayload).metadata(), { width: 256, height: 128, format: 'webp' })
    t.ok(one.rawPayload.equals(two.rawPayload))
    t.same(readdirSync(join(root, 'runs', 'job', 'thumbnails')), [`${sha(large)}.webp`])
    writeFileSync(join(root, 'runs', 'job', 'thumbnails', `${sha(large)}.webp`), await image(32, 'webp'))
    t.match(
      await sharp((await app.inject('/api/samples/s1-1/thumbnail')).rawPayload).metadata(),
      { width: 32 },
      'the kept one is used'
    )
    t.equal(
      (await app.inject({ url: '/api/samples/s1-1/thumbnail', headers: { 'if-none-match': `"${sha(large)}-256"` } }))
        .statusCode,
      304
    )
  }
)

t.test('[F7] an image that cannot be scaled is sent as it is, and the log says why', async t => {
  const { app, put, root, reports } = await house(t)
  const torn = (await image(1024, 'jpeg')).subarray(0, 600)
  put('s1-1', 'samples/torn.jpg', Buffer.from(torn))
  t.ok((await app.inject('/api/samples/s1-1/thumbnail')).rawPayload.equals(torn))
  t.match(reports, [/^No thumbnail of/])
  writeFileSync(join(root, 'runs', 'job', 'thumbnails'), 'in the way')
  const large = await image(1024, 'png')
  put('s1-2', 'samples/large.png', large)
  t.ok((await app.inject('/api/samples/s1-2/thumbnail')).rawPayload.equals(large))
  t.equal(reports.length, 2)
  t.equal(readFileSync(join(root, 'runs', 'job', 'thumbnails'), 'utf8'), 'in the way')
})

t.test('a sample that is not known is a 404 that says where to look', async t => {
  const { app } = await house(t)
  for (const url of ['/api/samples/s9-9', '/api/samples/s9-9/image', '/api/samples/s9-9/thumbnail']) {
    t.match((await app.inject(url)).json(), {
      statusCode: 404, code: 'sample_not_found', message: /GET \/api\/samples\/list/
    })
  }
})

t.test('[F86] stars and notes are kept with the job, each as it was last set, also at once', async t => {
  const { app, job, put, reports } = await house(t)
  const png = await image(64, 'png')
  for (const id of ['s1-1', 's1-2', 's1-3']) put(id, `samples/${id}.png`, png)
  const mark = async (id: string, payload: object) =>
    await app.inject({ method: 'PATCH', url: `/api/samples/${id}/mark`, payload })
  const marksOf = async () => (await app.inject('/api/samples/list')).json<SampleList>().samples
    .map(({ sample_id, starred, notes }) => [sample_id, starred, notes])

  t.match((await mark('s1-1', { starred: true })).json(), { sample_id: 's1-1', starred: true, notes: '' })
  await Promise.all([mark('s1-1', { notes: 'best' }), mark('s1-2', { starred: true }), mark('s1-2', { notes: 'eyes' })])
  await mark('s1-2', { starred: false })
  const all = [['s1-3', false, ''], ['s1-2', false, 'eyes'], ['s1-1', true, 'best']]
  t.strictSame(await marksOf(), all)
  const file = JSON.parse(readFileSync(join(job, 'sample-marks.json'), 'utf8'))
  t.match(file, { v: 1, marks: { 's1-1': { starred: true, notes: 'best' } } })

  for (const payload of [{}, { starred: 1 }, { notes: 'x'.repeat(2001) }, { rating: 5 }]) {
    t.match((await mark('s1-1', payload)).json(), { statusCode: 400, code: 'invalid_request' })
  }
  t.match((await mark('s1-9', { starred: true })).json(), { statusCode: 404, code: 'sample_not_found' })
  t.strictSame([await marksOf(), reports], [all, []])
})

t.test('[F86] marks that cannot be read are kept aside and told, and the samples are shown', async t => {
  const { app, job, put, reports } = await house(t)
  put('s1-1', 'samples/1.png', await image(64, 'png'))
  writeFileSync(join(job, 'sample-marks.json'), '{"v": 1, "marks": {"s1-1": ')
  t.match((await app.inject('/api/samples/s1-1')).json(), { sample_id: 's1-1', starred: false })
  t.match(reports, [/sample-marks\.json: is not JSON; its stars and notes are not shown/])
  const change = { method: 'PATCH', url: '/api/samples/s1-1/mark', payload: { starred: true } } as const
  t.match((await app.inject(change)).json(), { starred: true })
  const aside = readdirSync(job).filter(name => name.startsWith('sample-marks.json.damaged-'))
  t.strictSame(aside.map(name => readFileSync(join(job, name), 'utf8')), ['{"v": 1, "marks": {"s1-1": '])
})
