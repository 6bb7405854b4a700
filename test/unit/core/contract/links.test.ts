import fc from 'fast-check'
import t from 'tap'
import { links } from '../../../../core/contract/links.ts'

t.test('[G26] an id of any characters is one segment of its link', async t => {
  fc.assert(fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), fc.nat(), (id, index) => {
    const segments = (link: string): string[] => {
      t.notMatch(link, /[?#\\\s]/)
      return link.split('/').map(decodeURIComponent)
    }
    t.same(segments(links.job(id)), ['', 'api', 'v1', 'training-jobs', id])
    t.same(segments(links.sampleImage(id)), ['', 'api', 'samples', id, 'image'])
    t.same(segments(links.sampleThumbnail(id)), ['', 'api', 'samples', id, 'thumbnail'])
    t.same(segments(links.model(id)), ['', 'api', 'v1', 'models', id])
    t.same(segments(links.modelDownload(id)), ['', 'api', 'v1', 'models', id, 'download'])
    t.same(
      segments(links.modelFileDownload(id, index)),
      ['', 'api', 'v1', 'models', id, 'files', String(index), 'download']
    )
  }))
})
