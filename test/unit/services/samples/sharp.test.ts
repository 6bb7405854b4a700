import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { openMedia } from '../../../../services/samples/open-media.ts'
import { loadSharp } from '../../../../services/samples/sharp.ts'
import { createThumbnails } from '../../../../services/samples/thumbnails.ts'

const failing = (code: string) => async (): Promise<never> => { throw Object.assign(new Error(code), { code }) }

/** The first bytes of a PNG of 1024 × 1024, which is all that is looked at. */
function pngHead (): Buffer {
  const head = Buffer.alloc(64)
  Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex').copy(head)
  head.writeUInt32BE(1024, 16)
  head.writeUInt32BE(1024, 20)
  return head
}

t.test('[F7] without sharp a large image is sent whole, and nothing is logged', async t => {
  const dir = t.testdir({ job: {} })
  writeFileSync(join(dir, 'job', 'large.png'), pngHead())
  const reports: string[] = []
  const thumbnails = createThumbnails({
    job_dir: () => join(dir, 'job'),
    makePoster: async () => ({ problem: 'unused' }),
    report: message => { reports.push(message) },
    load: async () => await loadSharp(failing('ERR_MODULE_NOT_FOUND'))
  })
  const media = await openMedia(join(dir, 'job'), 'large.png')
  if (media === null || media === 'unsupported') throw new Error('the picture is not there')
  const { picture } = await thumbnails.of(media, { job_id: 'job', sha256: 'a'.repeat(64) })
  t.equal(picture, media)
  t.strictSame(await media.file.readFile(), pngHead(), 'it is still open')
  await media.file.close()
  t.strictSame(reports, [])
})

t.test('[F7] a sharp that is installed and does not load is an error', async t => {
  await t.rejects(loadSharp(failing('ERR_DLOPEN_FAILED')), { code: 'ERR_DLOPEN_FAILED' })
})
