import { dragged, isDoubleTap, isDrag, isTap, pinched } from './touch-gesture.ts'
import type { Finger, Range, Tap } from './touch-gesture.ts'

/** What touches do with a chart. */
export interface TouchActs {
  range: () => Range
  /** Marks a part of the chart, in pixels; null: none. */
  select: (part: { left: number, width: number } | null) => void
  /** Shows a range while the fingers move. */
  preview: (range: Range) => void
  /** Zooms to a range; null: to all. */
  zoom: (range: Range | null) => void
}

type Gesture =
  | { is: 'drag', begin: Finger, now: Finger }
  | { is: 'pinch', begin: readonly [Finger, Finger], range: Range, now: Range }
  /** Fingers that are left of a gesture that is over. */
  | { is: 'over' }

/**
 * Zooms by touch: a sideways drag of one finger to what it marks, two fingers by their distance, a double tap to all.
 * A finger that goes up or down scrolls the page: the browser takes it over and cancels its pointer.
 */
export function listenToTouch (area: HTMLElement, acts: TouchActs): void {
  const fingers = new Map<number, Finger>()
  let gesture: Gesture | null = null
  let tapped: Tap | null = null

  function onDown (event: PointerEvent): void {
    if (event.pointerType !== 'touch') return
    const finger = fingerOf(area, event)
    fingers.set(finger.id, finger)
    const [one, other] = [...fingers.values()]
    acts.select(null)
    if (one !== undefined && other === undefined) gesture = { is: 'drag', begin: one, now: one }
    else if (one !== undefined && other !== undefined && fingers.size === 2) {
      area.setPointerCapture(one.id)
      area.setPointerCapture(other.id)
      gesture = { is: 'pinch', begin: [one, other], range: acts.range(), now: acts.range() }
    }
  }
  function onMove (event: PointerEvent): void {
    if (!fingers.has(event.pointerId)) return
    const finger = fingerOf(area, event)
    fingers.set(finger.id, finger)
    if (gesture?.is === 'drag') {
      gesture.now = finger
      if (isDrag(gesture.begin, finger)) acts.select(dragged(gesture.begin, finger, area.clientWidth))
    } else if (gesture?.is === 'pinch') {
      const now = pair(fingers, gesture.begin)
      const range = now === null ? null : pinched(gesture.range, gesture.begin, now, area.clientWidth)
      if (range === null) return
      gesture.now = range
      acts.preview(range)
    }
  }
  function onUp (event: PointerEvent): void {
    if (!fingers.delete(event.pointerId)) return
    if (gesture?.is === 'pinch') acts.zoom(gesture.now)
    else if (gesture?.is === 'drag') tapped = endDrag(gesture, event.timeStamp)
    gesture = fingers.size === 0 ? null : { is: 'over' }
  }
  function endDrag ({ begin, now }: { begin: Finger, now: Finger }, at: number): Tap | null {
    const part = dragged(begin, now, area.clientWidth)
    acts.select(null)
    if (!isTap(begin, now)) {
      if (isDrag(begin, now) && part.width > 0) acts.zoom(partOf(acts.range(), part, area.clientWidth))
      return null
    }
    const tap = { x: now.x, y: now.y, at }
    if (!isDoubleTap(tapped, tap)) return tap
    acts.zoom(null)
    return null
  }
  function onCancel ({ pointerId }: PointerEvent): void {
    if (!fingers.delete(pointerId)) return
    acts.select(null)
    gesture = fingers.size === 0 ? null : { is: 'over' }
  }
  area.addEventListener('pointerdown', onDown)
  area.addEventListener('pointermove', onMove)
  area.addEventListener('pointerup', onUp)
  area.addEventListener('pointercancel', onCancel)
}

function fingerOf (area: HTMLElement, { pointerId, clientX, clientY }: PointerEvent): Finger {
  const { left, top } = area.getBoundingClientRect()
  return { id: pointerId, x: clientX - left, y: clientY - top }
}

function pair (
  fingers: ReadonlyMap<number, Finger>, [one, other]: readonly [Finger, Finger]
): readonly [Finger, Finger] | null {
  const [first, second] = [fingers.get(one.id), fingers.get(other.id)]
  return first === undefined || second === undefined ? null : [first, second]
}

const partOf = ({ from, to }: Range, { left, width }: { left: number, width: number }, all: number): Range => ({
  from: from + (to - from) * left / all,
  to: from + (to - from) * (left + width) / all
})
