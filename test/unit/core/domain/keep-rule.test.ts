import fc from 'fast-check'
import t from 'tap'
import { applyKeepRule } from '../../../../core/domain/keep-rule.ts'

const at = (...steps: number[]) => steps.map(step => ({ step }))
const stepsOf = (list: ReadonlyArray<{ step: number }>): number[] => list.map(({ step }) => step)

t.test('[M19] a rule keeps the newest ones and the first of each range of steps', async t => {
  const all = at(2500, 2000, 1500, 1000, 700, 500)
  const keeps = (keep_last: number, keep_every_steps?: number): number[] =>
    stepsOf(applyKeepRule(all, { keep_last, keep_every_steps }).kept)
  t.strictSame(keeps(1), [2500])
  t.strictSame(keeps(2, 1000), [2500, 2000, 1000, 500])
  t.strictSame(keeps(1, 500), [2500, 2000, 1500, 1000, 500])
  t.strictSame(keeps(100), stepsOf(all))
  t.strictSame(applyKeepRule([], { keep_last: 1 }), { kept: [], rest: [] })
  t.strictSame(stepsOf(applyKeepRule(at(5, 5, 5), { keep_last: 1, keep_every_steps: 10 }).rest), [5])

  const series = fc.array(fc.nat(5000), { maxLength: 40 }).map(steps => at(...steps.sort((a, b) => b - a)))
  const [lasts, widths] = [fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 999 })]
  fc.assert(fc.property(series, lasts, widths, (list, last, every) => {
    const { kept, rest } = applyKeepRule(list, { keep_last: last, keep_every_steps: every })
    t.equal(kept.length + rest.length, list.length)
    t.ok(list.slice(0, last).every(one => kept.includes(one)), 'the newest are kept')
    const ranges = (of: ReadonlyArray<{ step: number }>): Set<number> =>
      new Set(of.map(({ step }) => Math.floor(step / every)))
    t.strictSame(ranges(kept), ranges(list), 'no range is without one')
  }), { seed: 1 })
})
