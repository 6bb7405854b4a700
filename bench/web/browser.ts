import { chromium } from 'playwright-core'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import type { Sandbox } from '../sandbox.ts'
import { paintedAt, watchPaint } from './in-page.ts'

export const desktop: BrowserContextOptions = { viewport: { width: 1440, height: 900 } }
export const phone: BrowserContextOptions = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }

/** Runs a measurement in a browser, which ends with it; `npm run bench:web` says which browser. */
export async function * inBrowser<T> (
  measure: (browser: Browser) => AsyncGenerator<T>
): AsyncGenerator<T> {
  // A container has no sandbox of the kernel for it; it opens pages of our own server alone.
  const { CHROMIUM: executablePath = '/usr/bin/chromium' } = process.env
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
  try {
    yield * measure(browser)
  } finally {
    await browser.close()
  }
}

/** A page in a context of its own, where nothing is in the cache; closing it closes that. */
export async function newPage (browser: Browser, options: BrowserContextOptions = desktop): Promise<Page> {
  const context = await browser.newContext({ locale: 'en-GB', reducedMotion: 'reduce', ...options })
  const page = await context.newPage()
  page.setDefaultTimeout(60_000)
  page.once('close', () => { context.close().catch(() => undefined) }) // it may be the browser that ends
  return page
}

/** Opens a URL and waits until an element is on the screen; milliseconds since the navigation began. */
export async function openUntilPainted (page: Page, url: string, selector: string): Promise<number> {
  await page.addInitScript(watchPaint, selector)
  await page.goto(url, { waitUntil: 'commit' })
  for (let looks = 0; looks < 600; looks++) { // waitForFunction evaluates text, which the policy of the pages forbids
    const painted_at = await page.evaluate(paintedAt)
    if (painted_at !== undefined) return painted_at
    await page.waitForTimeout(100)
  }
  throw new Error(`${selector} does not come onto the screen of ${url}`)
}

/** Bytes that the scripts of a page keep, once all garbage is collected. */
export async function heapBytes (page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page)
  for (let pass = 0; pass < 3; pass++) await session.send('HeapProfiler.collectGarbage')
  const { usedSize } = await session.send('Runtime.getHeapUsage')
  await session.detach()
  return usedSize
}

/** Where a server of a sandbox answers. */
export const urlOf = ({ port }: { port: number }): string => `http://127.0.0.1:${port}`

/** Where jobs are written for a server that is to find them. */
export const runsOf = (place: Sandbox): string => `${place.folder}/state/runs`
