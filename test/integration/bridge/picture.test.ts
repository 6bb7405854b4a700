import { execFileSync } from 'node:child_process'
import t from 'tap'
import { root } from '../../helpers/tree.ts'

/** The picture that the built-in trainer makes of so many white glyphs, as rows of grey values. */
function pictureOf (glyphs: number, width: number, height: number): number[][] {
  const code = [
    'import json, sys',
    'from bridge.builtin.glyphs import PIXELS',
    'from bridge.builtin.sampler import compose',
    'glyphs, width, height = map(int, sys.argv[1:])',
    'print(json.dumps([list(row) for row in compose([bytes([255]) * PIXELS] * glyphs, width, height)]))'
  ].join('\n')
  const args = ['-B', '-c', code, ...[glyphs, width, height].map(String)]
  return JSON.parse(execFileSync('python3', args, { cwd: root, encoding: 'utf8' }))
}
const isLit = (value: number | undefined): boolean => value === 255

t.test('[B36] digits stand in rows, as large as they fit: ten of them fill a card', async t => {
  const rows = pictureOf(10, 240, 180) // four in a row, 60 pixels a side
  t.strictSame([rows.length, new Set(rows.map(row => row.length))], [180, new Set([240])])
  t.ok(rows[0]?.every(isLit), 'the first row is full')
  t.strictSame([rows[179]?.filter(isLit).length, rows[179]?.findLastIndex(isLit)], [120, 119], 'the last has two')
})

t.test('[B36] in a strip they stand side by side, in a small square in rows too; one is in the middle', async t => {
  t.ok(pictureOf(10, 640, 64).every(row => row.every(isLit)))
  t.equal(pictureOf(16, 16, 16).flat().filter(isLit).length, 256, 'none is lost')
  const one = pictureOf(1, 64, 16)
  t.strictSame(one.map(row => [row.findIndex(isLit), row.findLastIndex(isLit)])[8], [24, 39])
})
