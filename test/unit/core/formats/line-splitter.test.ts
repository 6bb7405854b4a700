import fc from 'fast-check'
import t from 'tap'
import { createLineSplitter } from '../../../../core/formats/line-splitter.ts'

function split (chunks: Buffer[], { limit = 100, redraws = false } = {}): Array<[string, number, boolean]> {
  const lines: Array<[string, number, boolean]> = []
  const splitter = createLineSplitter({
    limit, redraws,
    onLine: (line, cut, redrawn) => {
      lines.push([line.toString(), cut, redrawn])
    }
  })
  for (const chunk of chunks) splitter.push(Buffer.from(chunk))
  splitter.end()
  return lines
}

t.test('[R6] lines are the same wherever the chunks are cut', async t => {
  const text = Buffer.from('{"a":1}\n\nzwei\r\n\u2028 three\nünfinished')
  const whole = split([text])
  t.same(whole.map(([line]) => line), ['{"a":1}', 'zwei\r', '\u2028 three', 'ünfinished'])
  for (let a = 0; a <= text.length; a++) {
    for (let b = a; b <= text.length; b++) {
      t.same(split([text.subarray(0, a), text.subarray(a, b), text.subarray(b)]), whole)
    }
  }
})

t.test('[R6] a carriage return ends a line of output, a newline after it does not make another', async t => {
  t.same(split([Buffer.from('10%\r20%\r\ndone\nlast\r')], { redraws: true }), [
    ['10%', 0, true], ['20%', 0, false], ['done', 0, false], ['last', 0, true]
  ])
})

t.test('[R7] what is over the limit is cut and counted, in whatever pieces it comes', async t => {
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 30 }),
      fc.integer({ min: 1, max: 50 }),
      (pieces, limit) => {
        const chunks = pieces.map(piece => Buffer.from(piece))
        const lines: Array<{ kept: number, cut: number }> = []
        const splitter = createLineSplitter({
          limit,
          onLine: (line, cut) => {
            lines.push({ kept: line.length, cut })
          }
        })
        for (const chunk of chunks) splitter.push(chunk)
        splitter.end()
        const whole = Buffer.concat(chunks)
        const expected = whole
          .toString('latin1')
          .split('\n')
          .filter(line => line !== '')
          .map(line => ({ kept: Math.min(limit, line.length), cut: Math.max(0, line.length - limit) }))
        return JSON.stringify(lines) === JSON.stringify(expected)
      }
    )
  )
})

t.test('[R7] a line over the limit is reported once, before its end has come', async t => {
  const seen: string[] = []
  const splitter = createLineSplitter({
    limit: 4,
    onLine: (line, cut) => {
      seen.push(`${line.toString()} ${cut}`)
    },
    onOverflow () {
      seen.push('over')
    }
  })
  splitter.push(Buffer.from('ab\n1234'))
  t.same(seen, ['ab 0'])
  splitter.push(Buffer.from('56'))
  splitter.push(Buffer.from('78\n'))
  splitter.push(Buffer.from('12345\n'))
  t.same(seen, ['ab 0', 'over', '1234 4', 'over', '1234 1'])
})
