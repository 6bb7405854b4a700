import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { links } from '../../../../core/contract/links.ts'

t.test('[G26] an id of any characters is one segment of its link', async t => {
  fc.assert(fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), fc.nat(), (id, index) => {
    const segments = (link: string): string[] => {
      assert.doesNotMatch(link, /[?#\\\s]/)
      return link.split('/').map(decodeURIComponent)
    }
    assert.deepEqual(segments(links.job(id)), ['', 'api', 'v1', 'training-jobs', id])
    assert.deepEqual(segments(links.sampleImage(id)), ['', 'api', 'samples', id, 'image'])
    assert.deepEqual(segments(links.sampleThumbnail(id)), ['', 'api', 'samples', id, 'thumbnail'])
    assert.deepEqual(segments(links.model(id)), ['', 'api', 'v1', 'models', id])
    assert.deepEqual(segments(links.modelDownload(id)), ['', 'api', 'v1', 'models', id, 'download'])
    assert.deepEqual(
      segments(links.modelFileDownload(id, index)),
      ['', 'api', 'v1', 'models', id, 'files', String(index), 'download']
    )
  }))
})
