import fc from 'fast-check'
import t from 'tap'
import { textSearch } from '../../../../../core/domain/job/text-search.ts'

t.test('[L2] a text is found by any part of it, in upper and in lower case', async t => {
  const text = fc.string({ unit: 'grapheme', maxLength: 20 })
  fc.assert(fc.property(text, text, text, (before, search, after) => {
    const whole = before + search + after
    const isFound = textSearch(search)
    return isFound(whole) && isFound(whole.toUpperCase()) && textSearch(search.toUpperCase())(whole)
  }))
})

t.test('[L2] a search is literal: no character of it stands for others', async t => {
  for (const search of ['l.ss', 'los*', '%', 'lo_s', '^loss', '(loss)', '\\w']) {
    t.equal(textSearch(search)('loss 0.1'), false, search)
  }
  t.equal(textSearch('(a.b)*')('x (A.B)* y'), true)
  t.equal(textSearch('ΣΟΦΟΣ')('σοφος'), true, 'a letter with two small forms')
})
