import t from 'tap'
import { foldReturns, markMatches, parseAnsi } from '../../../../web/pages/job/ansi.ts'

t.test('colours become styles, other sequences go', async t => {
  t.same(parseAnsi('a\u001b[1;31mred\u001b[0m\u001b[2Kb'), [
    { text: 'a', color: null, bold: false, dim: false },
    { text: 'red', color: 'red', bold: true, dim: false },
    { text: 'b', color: null, bold: false, dim: false }
  ])
})

t.test('numbers of a palette colour are no codes', async t => {
  t.same(parseAnsi('\u001b[38;5;31mx'), [{ text: 'x', color: null, bold: false, dim: false }])
})

t.test('a bar is folded to its last state', async t => {
  t.equal(foldReturns('10%\r50%\r100%\r'), '100%')
  t.equal(foldReturns('plain'), 'plain')
})

t.test('a match may reach over two styles', async t => {
  const marked = markMatches(parseAnsi('xlo\u001b[31mssy'), 'LOSS')
  t.same(marked.map(({ text, match }) => [text, match]), [['x', false], ['lo', true], ['ss', true], ['y', false]])
})
