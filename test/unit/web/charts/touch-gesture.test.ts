import t from 'tap'
import {
  dragged, isDoubleTap, isDrag, isTap, pinched, within
} from '../../../../web/charts/touch-gesture.ts'

const finger = (id: number, x: number, y = 0) => ({ id, x, y })

t.test('[U58] a finger that goes sideways zooms, and one that goes down does not', async t => {
  t.equal(isDrag(finger(1, 10), finger(1, 40, 10)), true)
  t.equal(isDrag(finger(1, 10), finger(1, 40, 60)), false)
  t.equal(isDrag(finger(1, 10), finger(1, 13)), false)
  t.equal(isTap(finger(1, 10), finger(1, 13, 4)), true)
  t.equal(isTap(finger(1, 10), finger(1, 10, 20)), false)
  t.strictSame(dragged(finger(1, 80), finger(1, 20), 300), { left: 20, width: 60 })
  t.strictSame(dragged(finger(1, 280), finger(1, 400), 300), { left: 280, width: 20 }, 'to the edge of the chart')
})

t.test('[U58] what is under two fingers stays under them', async t => {
  const before = [finger(1, 100), finger(2, 200)] as const
  t.strictSame(pinched({ from: 0, to: 300 }, before, [finger(1, 50), finger(2, 250)], 300), { from: 75, to: 225 })
  t.strictSame(pinched({ from: 0, to: 300 }, before, [finger(1, 150), finger(2, 250)], 300), { from: -50, to: 250 })
  const crossed = [finger(1, 200), finger(2, 100)] as const
  t.strictSame(pinched({ from: 0, to: 300 }, crossed, [finger(1, 250), finger(2, 50)], 300), { from: 75, to: 225 })
  t.equal(pinched({ from: 0, to: 300 }, before, [finger(1, 150), finger(2, 151)], 300), null)
  t.strictSame(within({ from: -5, to: 20 }, { from: 0, to: 50 }), { from: 0, to: 20 })
  t.equal(within({ from: -5, to: 90 }, { from: 0, to: 50 }), null, 'all of it')
  t.equal(within({ from: 60, to: 90 }, { from: 0, to: 50 }), null, 'nothing of it')
})

t.test('[U58] two taps at one place, one soon after the other, are a double tap', async t => {
  t.equal(isDoubleTap(null, { x: 0, y: 0, at: 0 }), false)
  t.equal(isDoubleTap({ x: 0, y: 0, at: 0 }, { x: 9, y: 9, at: 200 }), true)
  t.equal(isDoubleTap({ x: 0, y: 0, at: 0 }, { x: 9, y: 9, at: 900 }), false)
  t.equal(isDoubleTap({ x: 0, y: 0, at: 0 }, { x: 90, y: 9, at: 200 }), false)
})
