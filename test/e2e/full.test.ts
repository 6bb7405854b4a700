import { join } from 'node:path'
import t from 'tap'
import type { Locator, Page } from 'playwright-core'
import { writeJobOfLines, writeJobOfSamples, writeJobOfSteps } from '../../bench/web/full-jobs.ts'
import { desktop, openBrowser, openPage, phone } from './browser.ts'
import { patience } from '../helpers/patience.ts'
import { startServer, stateDir } from '../helpers/server-process.ts'

const jobs = 1000
const samples = 10_000
const lines = 100_000
const steps = 200_000
const rightToLeft = '\u0645\u0631\u062d\u0628\u0627 \u0628\u0627\u0644\u0639\u0627\u0644\u0645'
const hostile = '<img src=x onerror=alert(1)>'
const long = `${'long '.repeat(36)}${rightToLeft}`.padEnd(200, '.')
const prompts = [hostile, rightToLeft, 'p'.repeat(2000)]
t.setTimeout(patience(300_000))

/** The newest jobs have much of everything, and names as hostile, as long and as foreign as names may be. */
function fill (state_dir: string): void {
  const runs = join(state_dir, 'runs')
  for (let job_number = 1; job_number < jobs - 2; job_number++) writeJobOfSteps(runs, { job_number, tags: ['few'] }, 2)
  writeJobOfSteps(runs, { job_number: jobs - 2, job_name: hostile }, steps)
  const textOf = (line: number): string => `${line} \x1b[31m${line % 2 === 0 ? hostile : rightToLeft}\x1b[0m`
  writeJobOfLines(runs, { job_number: jobs - 1, job_name: long }, lines, textOf)
  writeJobOfSamples(runs, { job_number: jobs, job_name: rightToLeft }, samples, index => prompts[index] ?? `${index}`)
}

/** Scrolls a list down, or up, until an element is there. */
async function scrollUntil (page: Page, box: Locator, to: 'top' | 'bottom', seen: Locator): Promise<void> {
  while (!await seen.isVisible()) {
    await box.evaluate((element, to) => { element.scrollTop = to === 'top' ? 0 : element.scrollHeight }, to)
    await page.evaluate(async () => { await new Promise(resolve => { requestAnimationFrame(resolve) }) })
  }
}

const state_dir = stateDir(t)
fill(state_dir)
const { url } = await startServer(t, state_dir)
const browser = await openBrowser(t)

t.test('[U59] pages of a full server open without an error, and none is too wide', async t => {
  const paths = [
    '/', '/jobs', `/jobs/${jobs - 2}/charts`, `/jobs/${jobs - 1}/log`, `/jobs/${jobs}/samples`,
    `/compare?jobs=${jobs},${jobs - 1},${jobs - 2}`, '/system'
  ]
  for (const [device, size] of [['desktop', desktop], ['phone', phone]] as const) {
    const { page, complaints } = await openPage(t, browser, url, size)
    for (const path of paths) {
      await page.goto(url + path)
      await page.getByRole('heading', { level: 1 }).first().waitFor()
      await page.waitForLoadState('networkidle')
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
      t.ok(overflow <= 0, `${path} on a ${device} is ${overflow} px too wide`)
      t.equal(await page.locator('img[onerror], img[src="x"]').count(), 0, 'a name is text')
    }
    t.strictSame(complaints, [], device)
  }
})

t.test('[U60] the ends of the history and of a log are reached, and names are shown as they were given', async t => {
  const { page, complaints } = await openPage(t, browser, `${url}/jobs`)
  for (const name of [hostile, long, rightToLeft]) await page.getByText(name, { exact: true }).first().waitFor()
  const isCut = await page.getByRole('link', { name: long }).evaluate(link => link.scrollWidth > link.clientWidth)
  t.ok(isCut, 'the link draws the ellipsis of its name')
  const list = page.getByRole('region', { name: 'Jobs', exact: true })
  await scrollUntil(page, list, 'bottom', page.getByRole('link', { name: 'Training 1', exact: true }))

  await page.goto(`${url}/jobs/${jobs - 1}/log`)
  const log = page.getByRole('region', { name: 'Lines of the log' })
  await page.locator(`#line-${lines + 3}`).waitFor()
  const first = page.locator('#line-4')
  await scrollUntil(page, log, 'top', first)
  t.match(await first.textContent(), `1 ${rightToLeft}`)
  t.strictSame(complaints, [])
})
