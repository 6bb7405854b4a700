import t from 'tap'
import { desktop, openBrowser, openPage, phone } from './browser.ts'
import { patience } from '../helpers/patience.ts'
import { startServer, stateDir } from '../helpers/server-process.ts'

t.setTimeout(patience(300_000))

t.test('[U73] the history is filtered by config and by day, all in the address, and cleared', async t => {
  const { ask, url } = await startServer(t, stateDir(t))
  await ask('/api/v1/queue', { method: 'PATCH', body: { held: true } })
  await ask('/api/v1/training-jobs', { body: { name: 'of a preset', config_name: 'quick' } })
  await ask('/api/v1/training-jobs', { body: { name: 'of none', config: { epochs: 2 } } })
  const browser = await openBrowser(t)
  for (const size of [desktop, phone]) {
    const { page, complaints } = await openPage(t, browser, `${url}/jobs`, size)
    const filters = page.getByRole('search', { name: 'Jobs' })
    const rows = page.getByRole('region', { name: 'Jobs' }).getByRole('link')
    await rows.nth(1).waitFor()
    await filters.getByLabel('Config').selectOption('quick')
    await page.waitForURL(/\?config=quick$/)
    await page.getByText('1 job', { exact: true }).waitFor()
    t.strictSame(await rows.allTextContents(), ['of a preset'])
    await page.getByLabel('Created to').fill('2026-01-02')
    await page.getByText('No job fits.').waitFor()
    t.match(page.url(), /config=quick&to=2026-01-02$/)
    await page.reload()
    await page.getByText('No job fits.').waitFor()
    t.equal(await page.getByLabel('Created to').inputValue(), '2026-01-02')
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    t.ok(overflow <= 0, `${overflow} px too wide`)
    await page.getByRole('button', { name: 'Clear the filters' }).click()
    await rows.nth(1).waitFor()
    t.equal(await page.getByLabel('Created to').inputValue(), '')
    t.equal(await page.getByRole('button', { name: 'Clear the filters' }).count(), 0)
    await filters.getByLabel('Words').fill('preset')
    await filters.getByLabel('Status').selectOption('queued') // before the words are taken up
    await page.waitForURL(/\?search=preset&status=queued$/)
    t.strictSame(complaints, [])
  }
  const { page } = await openPage(t, browser, `${url}/jobs/1`)
  await page.getByRole('link', { name: 'From the config quick' }).click()
  await page.waitForURL(/\/jobs\?config=quick$/)
  await page.goto(`${url}/jobs/1/config`)
  await page.getByRole('button', { name: 'Fork' }).click()
  await page.getByRole('button', { name: 'Queue', exact: true }).click()
  await page.waitForURL(/\/jobs\/job_/)
  t.match((await ask('/api/v1/training-jobs/3')).body, { config_name: 'quick' }, 'again, with changes')
})

t.test('[U74] [U75] a model is found by the name of its job, and marked in the list, however long that is', async t => {
  const { ask, url } = await startServer(t, stateDir(t))
  const config = {
    epochs: 70, training_set_size: 20, backup_after: 1, backup_after_unit: 'EPOCH', rolling_backup: false
  }
  await ask('/api/v1/training-jobs', { body: { name: 'night 3', config } })
  const browser = await openBrowser(t)
  const { page, complaints } = await openPage(t, browser, url)
  await page.getByText('live', { exact: true }).waitFor()
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox').fill('NIGHT')
  const found = page.getByRole('option', { name: /^Final model of night 3, step/ })
  await found.waitFor({ timeout: patience(120_000) }) // it comes while the finder is open
  t.equal(await page.getByRole('option', { name: / of night 3, step/ }).count(), 5)
  await found.click()
  await page.waitForURL(/\/models\?model=m1-\d+$/)
  const marked = page.locator('li[aria-current=true]')
  await marked.getByText('Final model').waitFor()

  const { models } = (await ask('/api/v1/training-jobs/1/models?limit=200')).body
  t.ok(models.length > 55, `${models.length} models`)
  const { model_id, name } = models.at(-2)
  for (const size of [desktop, phone]) {
    const other = await openPage(t, browser, `${url}/jobs/1/models?model=${model_id}`, size)
    const row = other.page.locator('li[aria-current=true]')
    await row.getByText(name).waitFor()
    const isSeen = async (): Promise<boolean> => await row.evaluate(element => {
      const { top, bottom } = element.getBoundingClientRect()
      return top >= 0 && bottom <= innerHeight
    })
    while (!await isSeen()) await other.page.evaluate(() => new Promise(requestAnimationFrame))
    t.strictSame(other.complaints, [])
  }
  await page.goto(`${url}/jobs/1/models?model=m1-999999`)
  await page.getByText('m1-999999 is not among them.').waitFor()
  t.strictSame(complaints, [])
})

t.test('[U74] the finder says that nothing was found only once the search is over', async t => {
  const { url } = await startServer(t, stateDir(t))
  const { page } = await openPage(t, await openBrowser(t), url)
  await page.getByText('live', { exact: true }).waitFor()
  let release = (): void => {}
  const held = new Promise<void>(resolve => { release = resolve })
  await page.route('**/api/v1/models?**', async route => {
    await held
    await route.continue()
  })
  await page.keyboard.press('Control+k')
  const answered = page.waitForResponse(/training-jobs\?.*search=nothing/)
  await page.getByRole('combobox').fill('nothing')
  await answered
  await page.getByText('Being searched …').waitFor()
  t.equal(await page.getByText(/^No job, no model/).count(), 0)
  release()
  await page.getByText(/^No job, no model/).waitFor()
})
