import t from 'tap'
import { endOf, haveMoved } from '../../../../web/jobs/moved-ends.ts'

const now = Date.parse('2026-01-01T14:00:00Z')
const MINUTE = 60_000
const moved = (before: number | null, after: number | null): boolean => {
  const ends = (minutes: number | null) => new Map([['a', minutes === null ? null : now + minutes * MINUTE]])
  return haveMoved(ends(before), ends(after), now)
}

t.test('[U63] starts are asked for anew when what is at work ends much sooner or later, not each step', async t => {
  t.strictSame([moved(20, 20.9), moved(20, 23), moved(20, 17), moved(2, 1.2)], [false, true, true, false])
  t.strictSame([moved(600, 630), moved(600, 670)], [false, true], 'a tenth of what is left')
  t.strictSame([moved(null, 20), moved(20, null), moved(null, null)], [true, true, false])
  t.equal(haveMoved(new Map([['a', now]]), new Map(), now), false, 'the end of a job is told by an event')
})

t.test('[U63] a training ends when its time left is over, counted from its newest event', async t => {
  t.equal(endOf({ eta_seconds: 300, updated_at: '2026-01-01T14:00:00Z' }), now + 5 * MINUTE)
  t.equal(endOf({ eta_seconds: null, updated_at: '2026-01-01T14:00:00Z' }), null)
})
