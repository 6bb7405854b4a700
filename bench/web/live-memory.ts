import type { Browser, Page } from 'playwright-core'
import type { Measured } from '../measurement.ts'
import type { Sandbox } from '../sandbox.ts'
import { startServer, startTraining } from '../server.ts'
import { heapBytes, inBrowser, newPage, urlOf } from './browser.ts'

const per_second = 1000
const looks = [10_000, 50_000, 100_000]
const tabs = ['/', '/jobs/1/charts']

/** What pages keep that stay open while events come, through the socket, of a trainer that writes fast. */
export async function * liveMemory (place: Sandbox): AsyncGenerator<Measured> {
  const server = await startServer(place)
  const training = await startTraining(server)
  await training.perform('flood 100')
  yield * inBrowser(async function * (browser) {
    const open = await Promise.all(tabs.map(async path => await openAndCount(browser, urlOf(server) + path)))
    const first: number[] = []
    let sent = 0
    for (const events of looks) {
      await training.perform(`ticks ${events - sent} ${per_second}`)
      sent = events
      for (const [index, { page, heard }] of open.entries()) {
        while (heard() < sent) await page.waitForTimeout(200)
        await page.waitForTimeout(3000) // what was gathered meanwhile is asked for
        const value = await heapBytes(page) / 1e6
        yield {
          bench: 'live-memory', metric: `heap of ${tabs[index]} after ${events.toLocaleString('en-GB')} events`,
          value, unit: 'MB', floor: first[index] ?? null,
          ...events === looks.at(-1) ? { target: { ratio_at_most: 1.1 } } : {}
        }
        first[index] ??= value
      }
    }
  })
  await training.stop()
}

/** How many validations a page has heard of. */
async function openAndCount (browser: Browser, url: string): Promise<{ page: Page, heard: () => number }> {
  const page = await newPage(browser)
  let heard = 0
  page.on('websocket', socket => {
    socket.on('framereceived', ({ payload }) => { heard += String(payload).split('"validation_result"').length - 1 })
  })
  await page.goto(url)
  await page.waitForLoadState('networkidle')
  return { page, heard: () => heard }
}
