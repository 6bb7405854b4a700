import fc from 'fast-check'
import t from 'tap'
import { Value } from '@sinclair/typebox/value'
import { Timestamp } from '../../../core/contract/values.ts'
import { timestampNow, toTimestamp } from '../../../core/domain/clock.ts'
import { machineClock } from '../../../core/machine-clock.ts'

const turn = async (): Promise<void> => { await new Promise<void>(resolve => { setImmediate(resolve) }) }
const liveTimers = (): number => process.getActiveResourcesInfo().filter(name => name === 'Timeout').length

t.test('[G28] the machine clock calls once after a delay, at each interval, and not when cancelled', async t => {
  const calls: string[] = []
  const interval = machineClock.every(1, () => { calls.push('every') })
  machineClock.after(1, () => { calls.push('after') })
  machineClock.after(1, () => { calls.push('cancelled') }).cancel()
  const count = (name: string): number => calls.filter(call => call === name).length
  while (count('every') < 5 || count('after') < 1) await turn()
  interval.cancel()
  const before = count('every')
  let past = false
  machineClock.after(20, () => { past = true })
  while (!past) await turn()
  t.equal(count('every'), before)
  t.equal(count('after'), 1)
  t.equal(count('cancelled'), 0)
})

t.test('[G28] no timer of the machine clock keeps the process alive', async t => {
  const before = liveTimers()
  const timers = [machineClock.after(60_000, () => {}), machineClock.every(60_000, () => {})]
  t.equal(liveTimers(), before)
  for (const timer of timers) timer.cancel()
})

t.test('[G28] monotonic time never runs backwards, and the wall clock is that of the machine', async t => {
  const readings = Array.from({ length: 1000 }, () => machineClock.mono())
  t.ok(readings.every((reading, at) => at === 0 || reading >= readings[at - 1]!))
  const [before, now, after] = [Date.now(), machineClock.now(), Date.now()]
  t.ok(before <= now && now <= after)
})

t.test('[G28] a moment is written as the contract has it, and read back as the same moment', async t => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 253_402_300_799_999 }), ms => { // up to the year 9999
    t.ok(Value.Check(Timestamp, toTimestamp(ms)))
    t.equal(Date.parse(toTimestamp(ms)), ms)
    t.equal(timestampNow({ now: () => ms }), toTimestamp(ms))
  }))
})
