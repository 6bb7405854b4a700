import { chromium } from 'playwright-core'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import type { Test } from 'tap'
import { patience } from '../helpers/patience.ts'

/** A browser that ends with the test; `npm run test:e2e` says which, and what to do where there is none. */
export async function openBrowser (t: Test): Promise<Browser> {
  // A container has no sandbox of the kernel for it; it opens pages of our own server alone.
  const { CHROMIUM: executablePath = '/usr/bin/chromium' } = process.env
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
  t.teardown(async () => { await browser.close() })
  return browser
}

/** A page, and what went wrong in it. */
export interface WatchedPage {
  page: Page
  /** Errors of scripts and of the console, violations of the policy, and requests to other hosts. */
  complaints: string[]
  /** Every request to the server so far, as `METHOD /path`. */
  requests: string[]
}

export const phone: BrowserContextOptions = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }
export const desktop: BrowserContextOptions = { viewport: { width: 1440, height: 900 } }

/** What a browser says while its server is away. */
const ofAbsence = /ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE|ERR_SOCKET_NOT_CONNECTED|WebSocket/

/** Opens a page of the control room, and listens to what goes wrong in it. */
export async function openPage (
  t: Test, browser: Browser, url: string, options: BrowserContextOptions = desktop
): Promise<WatchedPage> {
  const context = await browser.newContext({ locale: 'en-GB', reducedMotion: 'reduce', ...options })
  t.teardown(async () => { await context.close() })
  const page = await context.newPage()
  page.setDefaultTimeout(patience(30_000))
  const isOurs = (asked: URL): boolean => asked.hostname === '127.0.0.1'
  const complaints: string[] = []
  const requests: string[] = []
  page.on('pageerror', error => { complaints.push(`error: ${error.message}`) })
  page.on('console', message => {
    const [text, { url }] = [message.text(), message.location()]
    if (message.type() === 'error' && !ofAbsence.test(text)) complaints.push(`console: ${text} ${url}`)
  })
  page.on('request', request => {
    const asked = new URL(request.url())
    if (isOurs(asked)) requests.push(`${request.method()} ${asked.pathname}`)
    else if (asked.protocol.startsWith('http')) complaints.push(`foreign request: ${request.url()}`)
  })
  await page.addInitScript(() => {
    addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
      console.error(`policy: ${violatedDirective} ${blockedURI}`)
    })
  })
  await page.goto(url)
  return { page, complaints, requests }
}
