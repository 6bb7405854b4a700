import t from 'tap'
import { createRequestWindows } from '../../../../src/plugins/external/request-windows.ts'
import { createManualClock } from '../../../helpers/manual-clock.ts'

const MINUTE = 60_000
const HOUR = 3_600_000

function setUp (most = 100) {
  const clock = createManualClock()
  const store = new (createRequestWindows(clock, most))({})
  const count = (address: string) => {
    let found = { current: 0, ttl: 0 }
    store.incr(address, (_, result) => { found = result! }, MINUTE, 10)
    return found
  }
  return { clock, count }
}

for (const set_by of [-2 * HOUR, 2 * HOUR]) {
  t.test(`[A50] a wall clock set by ${set_by / HOUR} h changes no window of the rate limit`, t => {
    const { clock, count } = setUp()
    t.strictSame(count('a'), { current: 1, ttl: MINUTE })
    clock.advance(20_000)
    clock.setWallClock(set_by)
    t.strictSame(count('a'), { current: 2, ttl: MINUTE - 20_000 })
    clock.advance(39_999)
    t.strictSame(count('a'), { current: 3, ttl: 1 })
    clock.advance(1)
    t.strictSame(count('a'), { current: 1, ttl: MINUTE }, 'a minute is a minute')
    t.end()
  })
}

t.test('[A50] of more addresses than are remembered the one not seen for longest is forgotten', t => {
  const { count } = setUp(2)
  for (const address of ['a', 'b', 'a', 'c']) count(address)
  t.strictSame(['a', 'c', 'b'].map(address => count(address).current), [3, 2, 1])
  t.end()
})
