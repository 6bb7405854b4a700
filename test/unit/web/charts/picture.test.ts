import t from 'tap'
import { fileName } from '../../../../web/charts/file-name.ts'
import { fitted, inRows } from '../../../../web/charts/picture-layout.ts'

const widthOf = (text: string): number => [...text].length * 10

t.test('[U42] an exported file has a name that every file system takes', async t => {
  t.equal(fileName('night-3 Loss', 'png'), 'night-3 Loss.png')
  t.equal(fileName('a/b\\c:*?"<>|\n..', 'csv'), 'a_b_c_.csv')
  t.equal(fileName('../../etc', 'png'), '_.._etc.png')
  t.equal(fileName('\u0645\u064f', 'png'), '\u0645\u064f.png', 'letters of any script')
  t.equal(fileName('', 'png'), 'chart.png')
  t.equal(fileName('CON', 'png'), 'chart CON.png')
  t.equal([...fileName('😀x'.repeat(300), 'png')].length, 124)
})

t.test('[U42] the words of a picture fit into it, however long', async t => {
  t.equal(fitted('short', 100, widthOf), 'short')
  t.equal(fitted('0123456789012345', 100, widthOf), '01234…2345')
  t.equal(fitted('abc', 0, widthOf), '…')
  t.strictSame(inRows([], 100, 10), { placed: [], rows: 0 })
  t.strictSame(inRows([40, 40, 30, 500, 20], 100, 10), {
    placed: [
      { left: 0, row: 0 }, { left: 50, row: 0 }, { left: 0, row: 1 }, { left: 0, row: 2 }, { left: 0, row: 3 }
    ],
    rows: 4
  })
})
