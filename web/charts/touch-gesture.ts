/** A finger on a chart, in CSS pixels from the left and the top of its lines. */
export interface Finger { id: number, x: number, y: number }
export interface Range { from: number, to: number }

/** A finger that moved less may still scroll, zoom or tap. */
const STILL = 8
const CLOSE = 30
const SOON_MS = 350
/** Fingers nearer than this say nothing of how far a picture is stretched. */
const LEAST_APART = 24

/** Whether a finger that was put down at a place zooms: it went farther sideways than up or down. */
export const isDrag = (from: Finger, to: Finger): boolean =>
  Math.abs(to.x - from.x) >= STILL && Math.abs(to.x - from.x) > Math.abs(to.y - from.y)

/** Whether a finger did not move. */
export const isTap = (from: Finger, to: Finger): boolean =>
  Math.abs(to.x - from.x) < STILL && Math.abs(to.y - from.y) < STILL

/** A tap and when it was, in milliseconds. */
export interface Tap { x: number, y: number, at: number }

export const isDoubleTap = (before: Tap | null, now: Tap): boolean =>
  before !== null && now.at - before.at <= SOON_MS &&
  Math.abs(now.x - before.x) <= CLOSE && Math.abs(now.y - before.y) <= CLOSE

/** What a drag marks: within the width, from its left end. */
export function dragged (from: Finger, to: Finger, width: number): { left: number, width: number } {
  const ends = [from.x, to.x].map(x => Math.min(width, Math.max(0, x))).sort((one, other) => one - other)
  const [left = 0, right = 0] = ends
  return { left, width: right - left }
}

/** The range that two fingers pulled into: what was under each of them stays under it. */
export function pinched (
  range: Range, before: readonly [Finger, Finger], now: readonly [Finger, Finger], width: number
): Range | null {
  const order = before[0].x <= before[1].x ? [0, 1] as const : [1, 0] as const
  const [left, right] = order.map(at => before[at].x) as [number, number] // as: one for each of two
  const [leftNow, rightNow] = order.map(at => now[at].x) as [number, number] // as: the same
  if (right - left < LEAST_APART || rightNow - leftNow < LEAST_APART) return null
  const valueAt = (x: number): number => range.from + (range.to - range.from) * x / width
  const perPixel = (valueAt(right) - valueAt(left)) / (rightNow - leftNow)
  const from = valueAt(left) - leftNow * perPixel
  return { from, to: from + width * perPixel }
}

/** A range within another; null: it is all of it. */
export function within ({ from, to }: Range, all: Range): Range | null {
  const inside = { from: Math.max(from, all.from), to: Math.min(to, all.to) }
  if (inside.from <= all.from && inside.to >= all.to) return null
  return inside.from < inside.to ? inside : null
}
