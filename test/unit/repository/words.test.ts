import { readFileSync } from 'node:fs'
import t from 'tap'
import { root } from '../../helpers/tree.ts'

t.test('[G21] the word lists of the spell check are sorted and name each word once', async t => {
  for (const path of ['cspell-words.txt', 'test/fixtures/words.txt']) {
    const words = readFileSync(root + path, 'utf8').trimEnd().split('\n')
    t.strictSame(words, [...new Set(words)].sort(), path)
  }
})
