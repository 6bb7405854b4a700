import t from 'tap'
import type { Page } from 'playwright-core'
import { desktop, openBrowser, openPage, phone } from './browser.ts'
import { shownFigures, untilShown } from './figures-shown.ts'
import { patience } from '../helpers/patience.ts'
import { startServer, stateDir } from '../helpers/server-process.ts'

const KILLS = 10
t.setTimeout(patience(600_000))

const hero = (page: Page) => page.locator('[data-field=global_step]').first()
const status = (page: Page, words: string) => page.getByText(words, { exact: true }).first()

for (const [name, options] of [['desktop', desktop], ['phone', phone]] as const) {
  t.test(`[U30] on a ${name}: from the first visit to a training that is held, and goes on`, async t => {
    const server = await startServer(t, stateDir(t))
    const { page, complaints } = await openPage(t, await openBrowser(t), server.url, options)
    await page.getByRole('button', { name: /^Try it/ }).click()
    await hero(page).waitFor()
    await untilShown(page, 'global_step', step => step > 3)
    await page.getByRole('img', { name: /^Loss over/ }).waitFor()

    await page.getByRole('button', { name: 'Ways to pause' }).click()
    await page.getByRole('menuitem', { name: /^Hold/ }).click()
    await status(page, 'held in memory').waitFor()
    await page.getByRole('button', { name: 'What to sample' }).click()
    await page.getByRole('menuitem', { name: /own prompt/ }).click()
    await page.getByLabel('Prompt', { exact: true }).fill('the digit 7')
    await page.getByRole('button', { name: 'Draw it' }).click()
    await page.getByRole('img', { name: 'the digit 7' }).first().waitFor()

    const { body } = await server.ask('/api/training/status')
    t.equal(Number((await shownFigures(page)).global_step), body.progress.global_step, 'held: shown is what is')
    await page.getByRole('button', { name: 'Resume' }).click()
    await untilShown(page, 'global_step', step => step > body.progress.global_step)
    await page.getByRole('button', { name: 'Stop', exact: true }).click()
    await page.getByText('Nothing is training').waitFor()
    t.strictSame(complaints, [])
  })
}

t.test('[U31] an open page outlives kills of the server, and shows what is within its reconnect', async t => {
  const state_dir = stateDir(t)
  let server = await startServer(t, state_dir)
  const port = new URL(server.url).port
  const browser = await openBrowser(t)
  const { page, complaints } = await openPage(t, browser, server.url)
  await server.ask('/api/v1/training-jobs', { body: { name: 'endures', config: { epochs: 1000 } } })
  const { page: onPhone } = await openPage(t, browser, `${server.url}/jobs/1/charts`, phone)
  await status(onPhone, 'training').waitFor()
  await untilShown(page, 'global_step', step => step > 2)
  for (let kill = 1; kill <= KILLS; kill += 1) {
    await server.kill()
    await page.getByRole('button', { name: /reconnecting/ }).waitFor()
    const dimmed = onPhone.locator('.stale:visible')
    await dimmed.first().waitFor()
    t.equal(await dimmed.count(), 1, 'parts dimmed each alone show through the bar of acts')
    server = await startServer(t, state_dir, { PORT: port })
    await page.getByRole('button', { name: /try now|^connecting|^live$/ }).click()
    await page.getByRole('button', { name: 'live', exact: true }).waitFor()
    const before = (await server.ask('/api/training/status')).body.progress.global_step
    await untilShown(page, 'global_step', step => step >= before)
    const shown = Number((await shownFigures(page)).global_step)
    const after = (await server.ask('/api/training/status')).body.progress.global_step
    t.ok(shown >= before && shown <= after, `kill ${kill}: ${before} ≤ ${shown} ≤ ${after}`)
  }
  await page.getByRole('button', { name: 'Stop', exact: true }).click()
  await page.getByText('Nothing is training').waitFor()
  t.strictSame(complaints, [])
})
