import type { Browser } from 'playwright-core'
import { median } from '../measurement.ts'
import type { Measured } from '../measurement.ts'
import type { Sandbox } from '../sandbox.ts'
import { startServer, startTraining } from '../server.ts'
import { inBrowser, newPage, openUntilPainted, phone, urlOf } from './browser.ts'

const rounds = 7
const slow = {
  offline: false, latency: 150, downloadThroughput: 1_600_000 / 8, uploadThroughput: 1_600_000 / 8
}
const pages = { now: ['/', '[data-field="global_step"]'], bare: ['/healthz', 'pre'] } as const

/** From the navigation of a slow phone to the step of the running job, beside a bare answer of the same server. */
export async function * throttled (place: Sandbox): AsyncGenerator<Measured> {
  const server = await startServer(place)
  const training = await startTraining(server)
  await training.perform('flood 1000')
  yield * inBrowser(async function * (browser) {
    const took: Record<keyof typeof pages, number[]> = { now: [], bare: [] }
    for (let round = 0; round < rounds; round++) {
      for (const name of ['now', 'bare'] as const) {
        const [path, selector] = pages[name]
        took[name].push(await openSlowly(browser, urlOf(server) + path, selector))
      }
    }
    yield {
      bench: 'throttled-phone', metric: 'figures of the running job', value: median(took.now), unit: 'ms',
      floor: median(took.bare), target: { at_most: 1500 }
    }
  })
  await training.stop()
}

/** With nothing in the cache. */
async function openSlowly (browser: Browser, url: string, selector: string): Promise<number> {
  const page = await newPage(browser, phone)
  const session = await page.context().newCDPSession(page)
  await session.send('Network.enable')
  await session.send('Network.emulateNetworkConditions', slow)
  await session.send('Emulation.setCPUThrottlingRate', { rate: 4 })
  const painted_at = await openUntilPainted(page, url, selector)
  await page.close()
  return painted_at
}
