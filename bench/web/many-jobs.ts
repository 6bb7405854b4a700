import { median } from '../measurement.ts'
import type { Measured } from '../measurement.ts'
import type { Sandbox } from '../sandbox.ts'
import { startServer } from '../server.ts'
import { inBrowser, newPage, openUntilPainted, runsOf, urlOf } from './browser.ts'
import { scrollBeside, scrollThrough } from './frames.ts'
import { writeJobOfSteps } from './full-jobs.ts'

const jobs = 1000
const few = 50
const rounds = 5
const selector = '[aria-label="Jobs"]'

/** The page of a thousand jobs, beside the same page with those of one tag, which are 50. */
export async function * manyJobs (place: Sandbox): AsyncGenerator<Measured> {
  for (let job_number = 1; job_number <= jobs; job_number++) {
    writeJobOfSteps(runsOf(place), { job_number, tags: job_number <= few ? ['few'] : [] }, 100)
  }
  const server = await startServer(place)
  const [all, some] = [`${urlOf(server)}/jobs`, `${urlOf(server)}/jobs?tag=few`]
  yield * inBrowser(async function * (browser) {
    const took: [number[], number[]] = [[], []]
    for (let round = 0; round < rounds; round++) {
      for (const [index, url] of [all, some].entries()) {
        const page = await newPage(browser)
        took[index as 0 | 1].push(await openUntilPainted(page, url, `${selector} li`)) // as: there are two
        await page.close()
      }
    }
    yield {
      bench: 'many-jobs', metric: '1,000 jobs: first rows after the navigation', value: median(took[0]), unit: 'ms',
      floor: median(took[1])
    }
    const [long, short] = [await newPage(browser), await newPage(browser)]
    await long.goto(all)
    await short.goto(some)
    for (const page of [long, short]) await page.locator(`${selector} li`).first().waitFor()
    await scrollThrough(long, selector, 'bottom')
    yield {
      bench: 'many-jobs', metric: '1,000 jobs: p95 of a frame while they are scrolled',
      ...await scrollBeside(long, short, { selector, px: 30 }), unit: 'ms', target: { ratio_at_most: 2 }
    }
  })
}
