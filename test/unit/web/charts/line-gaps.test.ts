import t from 'tap'
import { lineGaps } from '../../../../web/charts/line-gaps.ts'

const x = [0, 10, 20, 30, 40]

t.test('[U43] while nothing trains there is no line, from the last value to the next', async t => {
  t.strictSame(lineGaps(x, [1, 1, 1, 1, 1], []), { gaps: [], lonely: [] })
  t.strictSame(lineGaps(x, [1, 1, 1, 1, 1], [{ at: 12, until: 18 }]), { gaps: [[10, 20]], lonely: [] })
  t.strictSame(lineGaps(x, [1, 1, null, null, 1], [{ at: 12, until: 38 }]), { gaps: [[10, 40]], lonely: [4] })
  t.strictSame(lineGaps(x, [1, 1, null, 1, 1], [{ at: 12 }]), { gaps: [], lonely: [] }, 'a moment is no gap')
  t.strictSame(lineGaps(x, [1, 1, 1, 1, 1], [{ at: 12, until: 33 }]).gaps, [[10, 40]], 'what stands inside of it')
  t.strictSame(lineGaps(x, [1, 1, 1, 1, 1], [{ at: 12, until: 99 }]), { gaps: [[10, 40]], lonely: [] })
  t.strictSame(lineGaps(x, [1, 1, 1, 1, 1], [{ at: -1, until: 25 }]), { gaps: [[0, 30]], lonely: [] })
  t.strictSame(lineGaps(x, [1, 1, 1, 1, 1], [{ at: -1, until: 99 }]), { gaps: [[0, 40]], lonely: [] })
  t.strictSame(lineGaps(x, [1, 1, 1, 1, 1], [{ at: 50, until: 60 }, { at: -9, until: -1 }]), { gaps: [], lonely: [] })
})

t.test('[U41] a value without a neighbour is known, so that it is drawn as a point', async t => {
  t.strictSame(lineGaps(x, [null, null, 3, null, null], []), { gaps: [], lonely: [2] })
  t.strictSame(lineGaps([], [], []), { gaps: [], lonely: [] })
  const pauses = [{ at: 11, until: 19 }, { at: 22, until: 29 }]
  t.strictSame(lineGaps(x, [1, 1, 1, 1, 1], pauses), { gaps: [[10, 20], [20, 30]], lonely: [2] })
  t.strictSame(lineGaps(x, [1, 1, null, null, null], [{ at: 2, until: 9 }]).lonely, [0, 1])
})

t.test('[U41] no line is drawn across values that are no numbers', async t => {
  t.strictSame(lineGaps(x, [1, null, 1, 1, null], [], true), { gaps: [[0, 20]], lonely: [0] })
  t.strictSame(lineGaps(x, [1, null, 1, 1, null], [], false), { gaps: [], lonely: [] })
})
