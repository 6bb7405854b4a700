import { createHash } from 'node:crypto'
import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import t from 'tap'
import type { Test } from 'tap'
import { machineClock } from '../../../core/machine-clock.ts'
import samplesRoutes from '../../../routes/samples.ts'
import { createContentHashes } from '../../../services/files/content-hash.ts'
import { createMakePoster } from '../../../services/samples/poster.ts'
import { createSampleMarks } from '../../../services/samples/sample-marks.ts'
import { createSamples } from '../../../services/samples/samples.ts'
import type { SampleRow } from '../../../services/samples/samples.ts'
import { createThumbnails } from '../../../services/samples/thumbnails.ts'
import { bareApp } from '../../helpers/bare-app.ts'

/** Deletion has tests of its own. */
const refuse = async (): Promise<never> => { throw new Error('not here') }

const job_id = '019a4f6e-7b1c-7c3e-9d2a-5f0b8e6c1d42'
const sha = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')
const bytesOf = (head: string): Buffer => Buffer.concat([Buffer.from(head, 'latin1'), Buffer.alloc(3000, 7)])
const mp4 = bytesOf('\0\0\0\x18ftypisom\0\0\0\0')

/** A server over one job's folder, with `ffmpeg` for posters. */
async function serve (t: Test, ffmpeg = 'no-such-ffmpeg') {
  const root = t.testdir({ job: {} })
  const rows = new Map<string, SampleRow>()
  const samples = createSamples({
    rows: {
      byIds: ids => ids.flatMap(id => rows.get(id) ?? []),
      page: () => ({ rows: [...rows.values()], total: rows.size, next_cursor: null }),
      latest: () => [...rows.values()]
    },
    job_dir: () => join(root, 'job'),
    find_job: () => job_id,
    thumbnails: createThumbnails({
      job_dir: () => join(root, 'job'),
      makePoster: createMakePoster({ clock: machineClock, side: 256, program: ffmpeg })
    }),
    hashes: createContentHashes(Date.now),
    marks: createSampleMarks({ job_dir: () => join(root, 'job'), report: () => undefined })
  })
  const { app } = await bareApp(t, async app => {
    await app.register(samplesRoutes, { samples, deleteSample: refuse })
  })
  const put = (sample_id: string, path: string, bytes: Buffer) => {
    writeFileSync(join(root, 'job', path), bytes)
    rows.set(sample_id, {
      sample_id, job_id, file: { path, bytes: bytes.length, sha256: sha(bytes) }, sample_type: 'default',
      sample_index: 0, step: 1, epoch: 0, prompt: '7', negative_prompt: '', seed: 1, width: 8, height: 8,
      command_id: null, timestamp: '2026-01-01T00:00:00.000Z'
    })
  }
  return { app, root, put }
}

t.test('[F80] videos, sounds, animations and drawings are sent whole and in part, in a sandbox', async t => {
  const { app, put } = await serve(t)
  const files: Array<[name: string, type: string, media: string, bytes: Buffer]> = [
    ['a.mp4', 'video/mp4', 'video', mp4],
    ['a.webm', 'video/webm', 'video', bytesOf('\x1a\x45\xdf\xa3')],
    ['a.mp3', 'audio/mpeg', 'audio', bytesOf('ID3')],
    ['a.gif', 'image/gif', 'image', bytesOf('GIF89a')],
    ['a.avif', 'image/avif', 'image', bytesOf('\0\0\0\x18ftypavif\0\0\0\0')],
    ['a.svg', 'image/svg+xml', 'image', bytesOf('<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>')]
  ]
  for (const [name, type, media, bytes] of files) {
    put(name, name, bytes)
    const url = `/api/samples/${name}/image`
    const whole = await app.inject(url)
    t.match(whole, {
      statusCode: 200, headers: {
        'content-type': type, 'accept-ranges': 'bytes', etag: `"${sha(bytes)}"`, 'x-content-type-options': 'nosniff',
        'content-security-policy': "default-src 'none'; sandbox"
      }
    }, name)
    t.ok(whole.rawPayload.equals(bytes))
    const part = await app.inject({ url, headers: { range: 'bytes=10-19' } })
    t.match(part, { statusCode: 206, headers: { 'content-range': `bytes 10-19/${bytes.length}` } })
    t.ok(part.rawPayload.equals(bytes.subarray(10, 20)))
    const one = await app.inject({ url, headers: { range: 'bytes=10-10' } })
    t.ok(one.rawPayload.equals(bytes.subarray(10, 11)))
    t.equal((await app.inject({ url, headers: { range: 'bytes=99999-' } })).statusCode, 416)
    t.match((await app.inject(`/api/samples/${name}`)).json(), { media, available: true })
  }
})

t.test('[F81] a video has a poster where ffmpeg is installed; else the reply says why there is none', async t => {
  const without = await serve(t)
  without.put('s1-1', 'a.mp4', mp4)
  t.match((await without.app.inject('/api/samples/s1-1/thumbnail')).json(), {
    statusCode: 404, code: 'thumbnail_unavailable', message: /no-such-ffmpeg is not installed/
  })
  const program = join(t.testdirName, 'ffmpeg')
  const jpeg = await sharp({ create: { width: 64, height: 64, channels: 3, background: '#c30' } }).jpeg().toBuffer()
  for (const [name, text, expected] of [
    ['ok', `cat ${program}.jpg`, { statusCode: 200, headers: { 'content-type': 'image/jpeg' } }],
    ['bad', 'echo "moov atom not found" >&2; exit 1', { statusCode: 404, body: /moov atom not found/ }]
  ] as const) {
    const { app, put } = await serve(t, program)
    writeFileSync(`${program}.jpg`, jpeg)
    writeFileSync(program, `#!/bin/sh\n${text}\n`)
    chmodSync(program, 0o755)
    put('s1-1', 'a.mp4', mp4)
    t.match(await app.inject('/api/samples/s1-1/thumbnail'), expected, name)
  }
})

t.test('[F82] an image of too many pixels is not its own thumbnail', async t => {
  const { app, put } = await serve(t)
  const png = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#c30' } }).png().toBuffer()
  png.writeUInt32BE(16_000, 16)
  png.writeUInt32BE(16_000, 20)
  put('s1-1', 'large.png', png)
  t.match((await app.inject('/api/samples/s1-1/thumbnail')).json(), {
    statusCode: 404, code: 'thumbnail_unavailable', message: /16000 × 16000 pixels/
  })
})

t.test('[F83] a file that was written over is never sent under the ETag of what it was', async t => {
  const { app, put } = await serve(t)
  const second = Buffer.from(mp4).fill(9, 100)
  put('s1-1', 'a.mp4', mp4)
  t.equal((await app.inject('/api/samples/s1-1/image')).headers.etag, `"${sha(mp4)}"`)
  put('s1-2', 'a.mp4', second)
  t.match((await app.inject('/api/samples/s1-1/image')).json(), { statusCode: 404, code: 'file_changed' })
  t.equal((await app.inject('/api/samples/s1-2/image')).headers.etag, `"${sha(second)}"`)
})
