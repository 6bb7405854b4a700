import t from 'tap'
import type { Page } from 'playwright-core'
import { openBrowser, openPage } from './browser.ts'
import { patience } from '../helpers/patience.ts'
import { startServer, stateDir } from '../helpers/server-process.ts'
import { untilSeen } from '../helpers/until-seen.ts'

t.setTimeout(patience(300_000))
const jobs = '/api/v1/training-jobs'
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
const state_dir = stateDir(t)
const server = await startServer(t, state_dir)
const { ask, url } = server
const browser = await openBrowser(t)
const config = { epochs: 2000, backup_after: 1000 }
await ask(jobs, { body: { name: 'at work', config } })
await untilSeen(async () => (await ask('/api/training/status')).body.progress?.global_step > 2 || null)

t.test('[U76] a waiting job is taken out of the queue, on Jobs and on its page', async t => {
  for (const name of ['waits', 'waits too']) await ask(jobs, { body: { name, config } })
  const { page, complaints } = await openPage(t, browser, `${url}/jobs`)
  await button(page, 'Take out waits').click()
  await button(page, 'Take out waits').waitFor({ state: 'detached' })
  await page.goto(`${url}/jobs/3`)
  await button(page, 'Stop').click()
  await page.getByText('stopped', { exact: true }).first().waitFor()
  const { body } = await ask(`${jobs}?status=stopped`)
  t.equal(body.total, 2)
  t.strictSame(complaints, [])
})

t.test('[U77] a double click is one press', async t => {
  const { page, requests } = await openPage(t, browser, `${url}/jobs/1`)
  await button(page, 'Back up').dblclick()
  await page.getByText(/^Backup/).first().waitFor()
  await page.goto(`${url}/jobs/2/config`)
  await button(page, 'Fork').click()
  await button(page, 'Queue').dblclick()
  await page.waitForURL(/jobs\/job_/)
  const posts = requests.filter(request => /POST .*(backup|training-jobs)$/.test(request))
  t.strictSame(posts, ['POST /api/training/backup', `POST ${jobs}`])
  await button(page, 'More acts').click()
  await page.getByRole('menuitem', { name: /^Rename/ }).click()
  const name = page.getByLabel('Name', { exact: true })
  await name.press('Enter') // nothing was changed yet
  await name.fill('renamed')
  await button(page, 'Rename').dblclick()
  await page.getByRole('heading', { name: 'renamed' }).waitFor()
  t.equal(requests.filter(request => request.startsWith('PATCH')).length, 1, 'nor is a form sent twice')
  await ask(`${jobs}/4/stop`, { body: {} })
})

t.test('[U78] notes and tags that are saved undo nothing that was saved elsewhere', async t => {
  const { page } = await openPage(t, browser, `${url}/jobs/2`)
  await button(page, 'Add notes and tags').click()
  await page.getByRole('textbox', { name: 'Notes' }).fill('mine')
  await ask(`${jobs}/2`, { method: 'PATCH', body: { tags: ['keep'], notes: 'theirs' } })
  await page.getByText('what you save replaces this: theirs').waitFor()
  await page.getByText('changed elsewhere meanwhile, and stays: keep').waitFor()
  await button(page, 'Save').click()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  t.match((await ask(`${jobs}/2`)).body, { tags: ['keep'], notes: 'mine' })
  const focused = await page.evaluate(() => document.activeElement?.textContent)
  t.equal(focused, 'Edit notes and tags', 'the focus is where it was')
})

t.test('[U79] the page of a job that was deleted says so', async t => {
  const { page } = await openPage(t, browser, `${url}/jobs/3/log`)
  await page.getByRole('heading', { name: 'waits too' }).waitFor()
  await ask(`${jobs}/3`, { method: 'DELETE' })
  await page.getByText('waits too was deleted').waitFor()
  t.equal(await button(page, 'Queue it once more').count(), 0)
})

t.test('[U80] an act that replaces its button leaves the focus among the acts', async t => {
  const { page } = await openPage(t, browser, `${url}/jobs/1`)
  await button(page, 'Pause').focus()
  await page.keyboard.press('Enter')
  await button(page, 'Resume').waitFor()
  t.equal(await page.evaluate(() => document.activeElement?.textContent), 'Resume')
  await page.keyboard.press('Enter')
  await button(page, 'Pause').waitFor()
  t.equal(await page.evaluate(() => document.activeElement?.textContent), 'Pause')
  await ask('/api/training/backup', { body: {} })
  await button(page, 'Stop').focus()
  await page.keyboard.press('Enter')
  await button(page, 'Queue it once more').waitFor()
  t.equal(await page.evaluate(() => document.activeElement?.textContent), 'Queue it once more')
  await page.keyboard.press('Enter')
  await button(page, 'Pause').waitFor()
})

t.test('[U82] notes of a sample are kept when the viewer closes', async t => {
  await ask('/api/samples/default', { body: {} })
  const sample = await untilSeen(async () => (await ask('/api/samples/list?job=1')).body.samples[0] ?? null)
  const { page } = await openPage(t, browser, `${url}/jobs/1/samples?sample=${sample.sample_id}`)
  await page.getByRole('textbox', { name: 'Notes' }).fill('blurred')
  await page.keyboard.press('Escape')
  const notes = await untilSeen(async () => (await ask(`/api/samples/${sample.sample_id}`)).body.notes || null)
  t.equal(notes, 'blurred')

  const at = `/api/samples/${sample.sample_id}`
  await page.goto(`${url}/jobs/1/samples?sample=${sample.sample_id}`)
  const field = page.getByRole('textbox', { name: 'Notes' })
  await ask(`${at}/mark`, { method: 'PATCH', body: { notes: 'theirs', starred: true } })
  await button(page, 'Starred').waitFor()
  t.equal(await field.inputValue(), 'theirs', 'what nobody typed over is shown anew')
  await field.fill('mine')
  await ask(`${at}/mark`, { method: 'PATCH', body: { notes: 'later' } })
  await page.getByText('what you save replaces this: later').waitFor()
  await field.fill('later')
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  t.match((await ask(at)).body, { notes: 'later', starred: true })
})

t.test('[U81] an act that no server answers is not said to be done later', async t => {
  const { page } = await openPage(t, browser, `${url}/jobs/1`)
  await button(page, 'Back up').waitFor()
  await server.kill()
  await button(page, 'Back up').click()
  await page.getByText(/it is not known whether it got this/).waitFor()
  await startServer(t, state_dir, { PORT: new URL(url).port })
  await page.getByRole('button', { name: 'live', exact: true }).waitFor()
  t.equal(await page.getByText(/asked again/).count(), 0)
})
