import t from 'tap'
import type { LogLine } from '../../../../core/contract/history.ts'
import {
  holds, lineOfHash, linesAfter, matchWords, nextMatch, placeOf
} from '../../../../web/pages/job/log-places.ts'
import type { LogWindow } from '../../../../web/pages/job/log-window.ts'

const line = (seq: number): LogLine =>
  ({ seq, timestamp: '2026-01-01T12:00:00.000Z', level: 'info', source: 'stdout', message: `line ${seq}` })
const windowOf = (seqs: number[], more: Partial<LogWindow> = {}): LogWindow =>
  ({ lines: seqs.map(line), before_seq: null, since_seq: null, ...more })

t.test('an address names a line by its seq', async t => {
  t.equal(lineOfHash('#line-12'), 12)
  for (const hash of ['', '#line-', '#line-1x', '#other-1']) t.equal(lineOfHash(hash), null, hash)
})

t.test('a line is loaded anew only where it, or what the filter leaves next, is not loaded', async t => {
  const part = windowOf([5, 9], { before_seq: 5, since_seq: 9 })
  t.strictSame([4, 5, 7, 9, 10].map(seq => holds(part, seq)), [false, true, true, true, false])
  t.ok(holds(windowOf([5]), 1))
  t.ok(holds(windowOf([5]), 99))
  t.notOk(holds(windowOf([], { before_seq: 5 }), 5))
  t.strictSame([1, 6, 99].map(seq => placeOf(part, seq)), [0, 1, 1])
})

t.test('new lines are counted, and where not all of them are loaded that is known', async t => {
  t.strictSame(linesAfter(windowOf([5, 6, 8]), 6), { count: 1, more: false })
  t.strictSame(linesAfter(windowOf([5, 6]), 6), { count: 0, more: false })
  t.strictSame(linesAfter(windowOf([5, 6], { since_seq: 6 }), 6), { count: 0, more: true })
  t.strictSame(linesAfter(windowOf([8, 9], { before_seq: 8 }), 6), { count: 2, more: true })
  t.strictSame(linesAfter(windowOf([8, 9]), 6), { count: 2, more: false })
})

t.test('a search goes from match to match, and round once all are loaded', async t => {
  const [whole, part] = [windowOf([3, 5, 9]), windowOf([3, 5, 9], { before_seq: 3, since_seq: 9 })]
  t.equal(nextMatch(whole, null, 1), 9, 'the newest first')
  t.strictSame([nextMatch(whole, 3, 1), nextMatch(whole, 9, -1)], [5, 5])
  t.strictSame([nextMatch(whole, 9, 1), nextMatch(whole, 3, -1)], [3, 9])
  t.strictSame([nextMatch(part, 9, 1), nextMatch(part, 3, -1)], [9, 3], 'more come before and after')
  t.equal(nextMatch(windowOf([]), null, 1), null)
  t.equal(nextMatch(windowOf([]), 4, 1), null)
})

t.test('the number of matches says whether there are more', async t => {
  const [whole, part] = [windowOf([3, 5]), windowOf([3], { before_seq: 3 })]
  t.strictSame(
    [matchWords(whole, null, String), matchWords(part, null, String), matchWords(whole, 5, String)],
    ['2 matches', '1 match loaded', 'Match 2 of 2']
  )
})
