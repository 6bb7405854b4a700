import type { Browser } from 'playwright-core'
import { setTimeout } from 'node:timers/promises'
import type { Measured } from '../measurement.ts'
import type { Sandbox } from '../sandbox.ts'
import { startServer } from '../server.ts'
import { inBrowser, newPage, runsOf, urlOf } from './browser.ts'
import { writeJobOfLines, writeJobOfSamples, writeJobOfSteps } from './full-jobs.ts'

const minute_ms = 60_000
const load_ms = 5000
const paths = [
  '/', '/jobs', '/jobs/1/charts', '/jobs/2/samples', '/jobs/3/log', '/jobs/1/config', '/jobs/1/models',
  '/jobs/1/history', '/compare?jobs=1,2', '/system'
]

/** The requests of pages at which nobody does anything, while the server sends its heartbeat. */
export async function * idlePage (place: Sandbox): AsyncGenerator<Measured> {
  writeJobOfSteps(runsOf(place), { job_number: 1 }, 1000)
  writeJobOfSamples(runsOf(place), { job_number: 2 }, 50)
  writeJobOfLines(runsOf(place), { job_number: 3 }, 1000)
  const server = await startServer(place)
  yield * inBrowser(async function * (browser) {
    const pages = await Promise.all(paths.map(async path => await countRequests(browser, urlOf(server) + path)))
    for (const [index, path] of paths.entries()) {
      yield {
        bench: 'idle-page', metric: `requests in a minute, ${path}`, value: pages[index]?.requests.length ?? NaN,
        unit: '', floor: null, target: { at_most: 0 }
      }
    }
    const frames = pages.reduce((sum, page) => sum + page.heard, 0)
    yield { bench: 'idle-page', metric: 'socket messages to all of them', value: frames, unit: '', floor: null }
  })
}

/** What a page asks for in a minute once it is loaded, and how many messages its socket brings. */
async function countRequests (browser: Browser, url: string): Promise<{ requests: string[], heard: number }> {
  const page = await newPage(browser)
  let heard = 0
  page.on('websocket', socket => { socket.on('framereceived', () => { heard += 1 }) })
  await page.goto(url)
  await page.waitForLoadState('networkidle')
  await setTimeout(load_ms)
  const requests: string[] = []
  page.on('request', request => { requests.push(request.url()) })
  heard = 0
  await setTimeout(minute_ms)
  return { requests, heard }
}
