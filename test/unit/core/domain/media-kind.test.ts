import t from 'tap'
import { HEAD_BYTES, mediaKindOf } from '../../../../core/domain/media-kind.ts'

const typeOf = (name: string, text: string): string | null =>
  mediaKindOf(name, Buffer.from(text).subarray(0, HEAD_BYTES))?.content_type ?? null

t.test('[F80] an SVG file is known by its beginning, whatever stands before its element', t => {
  const xml = '<?xml version="1.0"?>'
  const doctype = '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "svg11.dtd">'
  for (const before of ['', '\ufeff', ' \n', xml, `${xml}\n<!-- one --> <!-- two -->`, `\ufeff${xml}${doctype}\n`]) {
    t.equal(typeOf('x.svg', `${before}<svg xmlns="">`), 'image/svg+xml', before)
  }
  for (const other of ['', '<html>', '<svg-like>', 'svg', `${xml}<html><svg>`, '<!-- <svg > --', 'text <svg >']) {
    t.equal(typeOf('x.svg', other), null, other)
  }
  t.end()
})

// The test of a file that makes an expression take exponential time is that it ends.
t.test('[F84] no beginning of a file takes long to tell', t => {
  const pieces = ['\ufeff', ' ', '<!---->', '<!-- ', '<?xml ?>', '<?xml ', '?>', '<!DOCTYPE svg>', '-->', '<']
  const mixed = pieces.flatMap(one => pieces.map(other => one + other))
  for (const piece of [...pieces, ...mixed]) t.equal(typeOf('x.svg', piece.repeat(HEAD_BYTES)), null)
  t.end()
})

t.test('[F80] each ending of a sound has its type', t => {
  const heads = {
    mpeg: ['ID3', '.mp3'], wav: ['RIFF    WAVE', '.wav'], ogg: ['OggS', '.ogg', '.oga', '.opus'],
    flac: ['fLaC', '.flac'], mp4: ['    ftypM4A ', '.m4a']
  }
  for (const [type, [head = '', ...endings]] of Object.entries(heads)) {
    for (const ending of endings) t.equal(typeOf(`x${ending}`, head.padEnd(HEAD_BYTES)), `audio/${type}`, ending)
  }
  t.end()
})
