import fc from 'fast-check'
import t from 'tap'
import { attachment, endingOf, safeName } from '../../../../core/formats/attachment.ts'

const texts = fc.oneof(fc.string(), fc.string({ unit: 'grapheme', maxLength: 150 }))

t.test('[M15] the file name of any text is safe everywhere, and a safe name stays as it is', async t => {
  fc.assert(fc.property(texts, text => {
    const name = safeName(text)
    return /^[A-Za-z0-9-][A-Za-z0-9._-]{0,99}$/.test(name) &&
      safeName(name) === name &&
      attachment(name) === `attachment; filename="${name}"`
  }))
})

t.test('[M15] a file name keeps its readable letters and its ending', async t => {
  const names = {
    'Müller & Söhne.tar': 'Muller_Sohne.tar', '../../etc/passwd': 'etc_passwd', '.hidden': 'hidden', __x: 'x',
    'a"b\r\nc': 'a_b_c', 漢字: 'file', '': 'file', '...': 'file', ﬁne: 'fine'
  }
  for (const [text, name] of Object.entries(names)) t.equal(safeName(text), name, text)
  t.equal(safeName('x'.repeat(200) + '.safetensors'), 'x'.repeat(88) + '.safetensors')
})

t.test('[M15] the ending of a path is its last letters or digits after a dot', async t => {
  const endings = {
    'a/b/model.SafeTensors': '.safetensors', 'x.tar.gz': '.gz', 'a.b/c': '', '.hidden': '', 'a/.hidden': '', 'x.': '',
    x: '', '': '', 'x.a b': '', [`x.${'a'.repeat(16)}`]: `.${'a'.repeat(16)}`, [`x.${'a'.repeat(17)}`]: ''
  }
  for (const [path, ending] of Object.entries(endings)) t.equal(endingOf(path), ending, path)
})
