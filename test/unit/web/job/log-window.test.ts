import t from 'tap'
import type { LogLine, LogList } from '../../../../core/contract/history.ts'
import { isWanted, rowsAbove, windowOf, withHeard, withNewer, withOlder } from '../../../../web/pages/job/log-window.ts'

const line = (seq: number): LogLine =>
  ({ seq, timestamp: '2026-01-01T12:00:00.000Z', level: 'info', source: 'stdout', message: `line ${seq}` })
const page = (seqs: number[], before: number | null, since: number | null, last_seq = 9): LogList =>
  ({ logs: seqs.map(line), next_before_seq: before, next_since_seq: since, last_seq })
const seqs = ({ lines }: { lines: readonly LogLine[] }): number[] => lines.map(({ seq }) => seq)

t.test('older lines come before, and the newest are let go of', async t => {
  const window = withOlder(windowOf(page([5, 6], 5, null)), page([3, 4], null, 4), 3)
  t.same(seqs(window), [3, 4, 5])
  t.equal(window.since_seq, 5)
  t.equal(window.before_seq, null)
})

t.test('heard lines are appended once, and the oldest are let go of', async t => {
  const window = withHeard(windowOf(page([5, 6], null, null)), [line(6), line(7)], 2)
  t.same(seqs(window), [6, 7])
  t.equal(window.before_seq, 6)
})

t.test('a page that is older than what was heard is not the end', async t => {
  const window = windowOf(page([5], null, 5))
  t.equal(withNewer(window, page([6], null, null), 12).since_seq, 9)
  t.equal(withNewer(window, page([6], null, null), 9).since_seq, null)
})

t.test('lines are filtered as the server does', async t => {
  t.ok(isWanted(line(1), 'info', 'LINE'))
  t.notOk(isWanted(line(1), 'warning', ''))
})

t.test('what is read can stay where it is', async t => {
  const rows = (...all: number[]) => all.map(line)
  t.equal(rowsAbove(rows(5, 6), rows(3, 4, 5)), 2)
  t.equal(rowsAbove(rows(3, 4, 5), rows(5, 6)), -2)
  t.equal(rowsAbove(rows(3, 4), rows(3, 4, 5)), 0)
  t.equal(rowsAbove([], rows(3)), 0)
  t.equal(rowsAbove(rows(1, 2), rows(7, 8)), 0)
})
