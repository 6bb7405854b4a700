import fc from 'fast-check'
import t from 'tap'
import { backoff } from '../../../../core/domain/backoff.ts'

t.test('[R35] a table of delays repeats its last one, and a doubling stops at its longest', async t => {
  const delays = (of: Parameters<typeof backoff>[0]): number[] =>
    [1, 2, 3, 4, 5, 2000].map(attempt => backoff(of, attempt))
  t.same(delays([100, 250, 1000, 5000]), [100, 250, 1000, 5000, 5000, 5000])
  t.same(delays({ first_ms: 1000, longest_ms: 10_000 }), [1000, 2000, 4000, 8000, 10_000, 10_000])
})

t.test('[R35] a random number takes its share of the delay, so jitter never waits longer', async t => {
  t.equal(backoff([100], 1, 0), 0)
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100 }), fc.double({ min: 0, max: 1, noNaN: true }), (attempt, random) => {
      const policy = { first_ms: 500, longest_ms: 30_000 }
      return backoff(policy, attempt, random) === random * backoff(policy, attempt)
    })
  )
})
