import t from 'tap'
import { linePath } from '../../../../web/charts/line-path.ts'

t.test('[U21] a sparkline spans its box, and ends where the training is', async t => {
  t.equal(linePath([0, 10], [2, 1]), 'M0.0 6.0L800.0 94.0')
  t.equal(linePath([0, 10], [2, 1], 20), 'M0.0 6.0L400.0 94.0')
  t.equal(linePath([0, 10], [3, 3]), 'M0.0 50.0L800.0 50.0', 'all alike: in the middle')
  t.equal(linePath([5], [1]), null)
  t.equal(linePath([], []), null)
})
