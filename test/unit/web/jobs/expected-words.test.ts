import t from 'tap'
import { aboutSeconds, startOf } from '../../../../web/jobs/expected-words.ts'

const now = Date.parse('2026-01-01T14:00:00Z')
const starts = (expected_start: string | null, start_unknown: string | null = null) =>
  startOf({ expected_start, start_unknown }, now)

t.test('[U63] an expected start is shown until it is past, and a missing one says why', async t => {
  t.strictSame(starts('2026-01-01T14:05:00Z'), { at: '2026-01-01T14:05:00Z', why: null })
  t.strictSame(starts('2026-01-01T13:59:00Z'), { at: '2026-01-01T13:59:00Z', why: null }, 'it may start any moment')
  t.match(starts('2026-01-01T13:58:00Z'), { at: null, why: /expected to have started/ })
  t.strictSame(starts(null, 'the queue is held'), { at: null, why: 'the queue is held' })
})

t.test('[U63] an expected length has no more digits than it is worth', async t => {
  t.strictSame([0, 0.4, 34, 89, 2049, 15_000].map(aboutSeconds), [1, 1, 34, 60, 2040, 15_000])
})
