import type { Page } from 'playwright-core'
import { median } from '../measurement.ts'
import type { Measured } from '../measurement.ts'
import type { Sandbox } from '../sandbox.ts'
import { startServer } from '../server.ts'
import { inBrowser, newPage, openUntilPainted, runsOf, urlOf } from './browser.ts'
import { p95 } from './frames.ts'
import { writeJobOfLines, writeJobOfSteps } from './full-jobs.ts'
import { answeredAt, recordFrames, recordedFrames } from './in-page.ts'

const runs = 30
const rounds = 5
const numbers = (from: number): string => Array.from({ length: runs }, (_, index) => from + index).join()

/** A chart of many long runs: how soon it is drawn, and how it follows the hand, beside an empty chart of that size. */
export async function * overlay (place: Sandbox, steps: number): AsyncGenerator<Measured> {
  for (let job_number = 1; job_number <= runs; job_number++) {
    writeJobOfSteps(runsOf(place), { job_number }, steps)
    writeJobOfLines(runsOf(place), { job_number: runs + job_number }, 0)
  }
  const server = await startServer(place)
  const what = `${runs} runs of ${steps.toLocaleString('en-GB')} steps`
  yield * inBrowser(async function * (browser) {
    const urls = [1, runs + 1].map(first => `${urlOf(server)}/compare?jobs=${numbers(first)}`)
    const pictures: number[] = []
    for (let round = 0; round < rounds; round++) {
      const page = await newPage(browser)
      pictures.push(await firstPicture(page, urls[0]!)) // there are two
      await page.close()
    }
    yield {
      bench: 'overlay', metric: `${what}: first picture after the answer`, value: median(pictures), unit: 'ms',
      floor: null, target: { at_most: 300 }
    }
    const [full, empty] = [await newPage(browser), await newPage(browser)]
    await firstPicture(full, urls[0]!)
    await firstPicture(empty, urls[1]!)
    const seen = { cursor: [[], []], zoom: [[], []] } as Record<'cursor' | 'zoom', [number[], number[]]>
    for (let round = 0; round <= rounds; round++) {
      for (const [index, page] of [full, empty].entries()) {
        for (const [name, move] of [['cursor', moveCursor], ['zoom', zoomInAndOut]] as const) {
          const frames = await framesOf(page, move)
          if (round > 0) seen[name][index as 0 | 1].push(p95(frames)) // as: there are two
        }
      }
    }
    for (const [name, move] of [['cursor', 'the cursor moves'], ['zoom', 'it is zoomed']] as const) {
      yield {
        bench: 'overlay', metric: `${what}: p95 of a frame while ${move}`, value: median(seen[name][0]), unit: 'ms',
        floor: median(seen[name][1]), target: { ratio_at_most: 2 }
      }
    }
  })
}

/** Milliseconds from the answer with the values until they are on the screen. */
async function firstPicture (page: Page, url: string): Promise<number> {
  const painted_at = await openUntilPainted(page, url, 'canvas')
  return painted_at - await page.evaluate(answeredAt, { path: '/metrics/buckets', before: painted_at })
}

async function framesOf (page: Page, move: typeof moveCursor): Promise<number[]> {
  await page.bringToFront()
  const box = await page.locator('.u-over').first().boundingBox()
  if (box === null) throw new Error('there is no chart')
  await page.evaluate(recordFrames)
  await move(page, box)
  return await page.evaluate(recordedFrames)
}

interface Box { x: number, y: number, width: number, height: number }

async function moveCursor (page: Page, { x, y, width, height }: Box): Promise<void> {
  await page.mouse.move(x + 2, y + height / 2)
  await page.mouse.move(x + width - 2, y + height / 2, { steps: 120 })
}

/** Twice deeper, then back to all of it. */
async function zoomInAndOut (page: Page, { x, y, width, height }: Box): Promise<void> {
  for (let depth = 0; depth < 2; depth++) {
    await page.mouse.move(x + width / 4, y + height / 2)
    await page.mouse.down()
    await page.mouse.move(x + width * 3 / 4, y + height / 2, { steps: 40 })
    await page.mouse.up()
    await page.waitForTimeout(500)
  }
  await page.mouse.dblclick(x + width / 2, y + height / 2)
  await page.waitForTimeout(500)
}
