import type { Page } from 'playwright-core'
import { median } from '../measurement.ts'
import { scrollFrames, scrollToEnd } from './in-page.ts'

const FRAMES = 120
const rounds = 5

/** The value that 95 of 100 do not exceed. */
export function p95 (values: readonly number[]): number {
  if (values.length === 0) throw new Error('There is no percentile of nothing')
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.ceil(sorted.length * 0.95) - 1]! // not beyond the last
}

/** A box that is scrolled, and how far a frame. */
export interface Scrolled { selector: string, px: number }

/**
 * p95 of the frames while a box is scrolled, beside that of a short list in another page: turn and turn about, the
 * median of the rounds. The first round warms both up.
 */
export async function scrollBeside (
  long: Page, short: Page, { selector, px }: Scrolled
): Promise<{ value: number, floor: number }> {
  const seen: [number[], number[]] = [[], []]
  for (let round = 0; round <= rounds; round++) {
    for (const [index, page] of [long, short].entries()) {
      await page.bringToFront()
      const frames = await page.evaluate(scrollFrames, { selector, px, frames: FRAMES })
      if (round > 0) seen[index as 0 | 1].push(p95(frames)) // as: there are two
    }
  }
  return { value: median(seen[0]), floor: median(seen[1]) }
}

/** Scrolls to one end until nothing is asked for there any more, or so often; says how many answers came. */
export async function scrollThrough (
  page: Page, selector: string, to: 'top' | 'bottom', most = Infinity
): Promise<number> {
  let [asked, answered] = [0, 0]
  const isData = (url: string): boolean => /\/(matrix|logs|training-jobs)\?/.test(url)
  page.on('request', request => { if (isData(request.url())) asked += 1 })
  page.on('response', response => { if (isData(response.url())) answered += 1 })
  for (let still = 0; still < 3 && answered < most;) {
    const before = answered
    await page.evaluate(scrollToEnd, { selector, to })
    do await page.waitForTimeout(50)
    while (answered < asked)
    still = answered === before ? still + 1 : 0
  }
  page.removeAllListeners('request')
  page.removeAllListeners('response')
  return answered
}
