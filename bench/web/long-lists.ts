import type { Browser, Page } from 'playwright-core'
import type { Measured } from '../measurement.ts'
import type { Sandbox } from '../sandbox.ts'
import { startServer } from '../server.ts'
import { heapBytes, inBrowser, newPage, runsOf, urlOf } from './browser.ts'
import { scrollBeside, scrollThrough } from './frames.ts'
import type { Scrolled } from './frames.ts'
import { PROMPTS, writeJobOfLines, writeJobOfSamples } from './full-jobs.ts'

const short_rows = 50
const heap_mb = 200

interface LongList extends Scrolled {
  what: string
  /** Tab of the job. */
  tab: string
  /** Where more of it is loaded, and from how many answers: some of a list that the page lets go of. */
  end: 'top' | 'bottom'
  answers: number
  write: (runs: string, job: { job_number: number }, rows: number) => void
  rows: number
}

const matrix: LongList = {
  what: '10,000 samples', tab: 'samples', selector: '[aria-label="Samples by step and prompt"]', px: 60, end: 'bottom',
  answers: Infinity, rows: 10_000 / PROMPTS,
  write (runs, job, rows) { writeJobOfSamples(runs, job, rows * PROMPTS) }
}
const log: LongList = {
  what: 'log of 1,000,000 lines', tab: 'log', selector: '[aria-label="Lines of the log"]', px: 60, end: 'top',
  answers: 100, rows: 1_000_000,
  write (runs, job, rows) { writeJobOfLines(runs, job, rows) }
}

/** A matrix with all its samples loaded, beside one of 50 rows. */
export const longMatrix = (place: Sandbox): AsyncGenerator<Measured> => longList(place, matrix)
/** A log of which 100,000 lines were scrolled past, beside one of 50 lines. */
export const longLog = (place: Sandbox): AsyncGenerator<Measured> => longList(place, log)

async function * longList (place: Sandbox, list: LongList): AsyncGenerator<Measured> {
  const { what, tab, selector, end, answers, write, rows } = list
  const bench = `long-${tab}`
  write(runsOf(place), { job_number: 1 }, rows)
  write(runsOf(place), { job_number: 2 }, short_rows)
  const server = await startServer(place)
  yield * inBrowser(async function * (browser) {
    const [long, short] = [
      await openTab(browser, `${urlOf(server)}/jobs/1/${tab}`, selector),
      await openTab(browser, `${urlOf(server)}/jobs/2/${tab}`, selector)
    ]
    const loaded = await scrollThrough(long, selector, end, answers)
    yield {
      bench, metric: `${what}: p95 of a frame while it is scrolled`, ...await scrollBeside(long, short, list),
      unit: 'ms', target: { ratio_at_most: 2 }
    }
    yield {
      bench, metric: `${what}: heap of the page, after ${loaded} answers`, value: await heapBytes(long) / 1e6,
      unit: 'MB', floor: await heapBytes(short) / 1e6, target: { at_most: heap_mb }
    }
  })
}

async function openTab (browser: Browser, url: string, selector: string): Promise<Page> {
  const page = await newPage(browser)
  await page.goto(url)
  await page.locator(selector).waitFor()
  return page
}
