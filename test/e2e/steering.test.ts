import t from 'tap'
import type { Page } from 'playwright-core'
import { openBrowser, openPage } from './browser.ts'
import { untilShown } from './figures-shown.ts'
import { patience } from '../helpers/patience.ts'
import { startServer, stateDir } from '../helpers/server-process.ts'
import type { ServerProcess } from '../helpers/server-process.ts'
import { untilSeen } from '../helpers/until-seen.ts'

t.setTimeout(patience(300_000))

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true }).first()

/** Queues a job by the API. */
async function queue ({ ask }: ServerProcess, name: string, config: object): Promise<void> {
  await ask('/api/v1/training-jobs', { body: { name, config } })
}

/** Presses *Back up*; resolves once it is written. */
async function backUp (page: Page): Promise<void> {
  const written = page.getByText('Backup done').first()
  await button(page, 'Back up').click()
  await written.waitFor()
}

t.test('[U53] a training is backed up, stopped by the ladder, resumed from a chosen backup, and finishes', async t => {
  const server = await startServer(t, stateDir(t))
  const { page, complaints } = await openPage(t, await openBrowser(t), server.url)
  await queue(server, 'steady', { epochs: 5, backup_after_unit: 'NEVER' })
  await untilShown(page, 'global_step', step => step > 3)
  await backUp(page)
  await untilShown(page, 'global_step', step => step > 30)
  await button(page, 'Ways to stop').click()
  await page.getByRole('menuitem', { name: /^Back up and stop/ }).click()
  await page.getByText('Nothing is training').waitFor()

  await page.goto(`${server.url}/jobs/1/models`)
  const backups = page.getByRole('listitem').filter({ hasText: /^Backup/ })
  await backups.nth(1).waitFor()
  const { models } = (await server.ask('/api/v1/training-jobs/1/models?kind=backup')).body
  const oldest = models.at(-1)
  await backups.last().getByRole('button', { name: 'Resume from it' }).click()
  await page.getByText('finished', { exact: true }).first().waitFor()
  const { attempts } = (await server.ask('/api/v1/training-jobs/1/attempts')).body
  t.equal(attempts.length, 2)
  t.equal(attempts[1].resume_from.split('/').at(-1), oldest.name, 'from the oldest, not the newest')
  const { state } = (await server.ask('/api/v1/training-jobs/1')).body
  t.match(state, { status: 'completed', progress: { epoch: 5 } })
  t.strictSame(complaints, [])
})

t.test('[U54] jobs are compared, put in order by the keyboard, and deleted with their size said', async t => {
  const server = await startServer(t, stateDir(t))
  await queue(server, 'base', { epochs: 2 })
  await queue(server, 'lower rate', { epochs: 2, learning_rate: 0.5 })
  const { page, complaints } = await openPage(t, await openBrowser(t), `${server.url}/jobs`)
  for (const name of ['base', 'lower rate']) await page.getByLabel(`Choose ${name}`).check()
  // In the history: the device shows a job that just ended too.
  const history = page.getByRole('region', { name: 'Jobs' })
  await history.getByRole('listitem').filter({ hasText: 'lower rate' }).getByText('finished').waitFor()
  await button(page, 'Compare').click()
  await page.getByRole('rowheader', { name: /learning_rate/ }).waitFor()
  await page.getByRole('slider', { name: /Loss/ }).waitFor()

  await page.goto(`${server.url}/jobs`)
  await button(page, 'Hold the queue').click()
  await page.getByText(/^The queue is held/).waitFor()
  for (const name of ['a', 'b', 'c']) await queue(server, name, { epochs: 1 })
  const waiting = page.getByRole('list', { name: 'Waiting jobs' }).getByRole('listitem')
  await waiting.nth(2).waitFor()
  await waiting.nth(2).getByRole('link').focus()
  for (const order of ['a c b', 'c a b']) {
    await page.keyboard.press('Alt+ArrowUp') // the focus goes with the row
    await page.waitForFunction(names => [...document.querySelectorAll('[aria-label="Waiting jobs"] b')]
      .map(({ textContent }) => textContent).join(' ') === names, order)
  }
  await untilSeen(async () => {
    const { waiting } = (await server.ask('/api/v1/queue')).body
    return waiting.map(({ name }: { name: string }) => name).join(' ') === 'c a b' ? true : null
  })

  await page.goto(`${server.url}/jobs/1`)
  await page.getByRole('slider', { name: /Loss/ }).waitFor()
  await button(page, 'More acts').click()
  await page.getByRole('menuitem', { name: /^Delete/ }).click()
  await page.getByLabel(/^Delete its files too/).check()
  await page.getByRole('button', { name: /^Delete it and [\d.]+ [kM]?B$/ }).click()
  await page.waitForURL(`${server.url}/jobs`)
  t.equal((await server.ask('/api/v1/training-jobs/1')).status, 404)
  t.strictSame(complaints, [])
})

t.test('[U55] the folder of a checkout is given on the first page, and tried at once', async t => {
  const server = await startServer(t, stateDir(t))
  const { page, complaints } = await openPage(t, await openBrowser(t), server.url)
  const folder = page.getByLabel('Folder of a OneTrainer checkout')
  await folder.fill('/nowhere')
  await folder.press('Enter')
  await page.getByText('"/nowhere" does not exist; correct the path').waitFor()
  await folder.fill(new URL('../fixtures/onetrainer', import.meta.url).pathname)
  await folder.press('Enter')
  await page.getByText(/OneTrainer serves|packages/).first().waitFor()
  await button(page, 'Use the built-in trainer').click()
  await button(page, /^Try it/).waitFor()
  // What was refused, and what was asked while the server started anew and OneTrainer was being described.
  t.strictSame(complaints.filter(one => !/status of (422|503)/.test(one)), [])
})

t.test('[U56] the newest samples stay in the matrix when its pages are read anew after a star', async t => {
  const server = await startServer(t, stateDir(t))
  await queue(server, 'drawn', {
    epochs: 40, training_set_size: 20, validation: false, backup_after_unit: 'NEVER', sample_after: 1,
    sample_after_unit: 'EPOCH', samples: [{ prompt: 'the digit 1', width: 32, height: 32, diffusion_steps: 1 }]
  })
  const { page, complaints } = await openPage(t, await openBrowser(t), `${server.url}/jobs/1/samples`)
  const rows = page.getByRole('button', { name: /^the digit 1, step / })
  await rows.first().waitFor() // from here on, most are drawn while the page is open
  await page.getByText('finished', { exact: true }).first().waitFor()
  const { samples: [newest], total } = (await server.ask('/api/samples/list?job=1&limit=1')).body
  t.ok(total > 35, `${total} samples`)
  const top = page.getByRole('button', { name: `the digit 1, step ${newest.step}`, exact: true })
  await top.waitFor()
  await server.ask(`/api/samples/${newest.sample_id}/mark`, { method: 'PATCH', body: { starred: true } })
  await top.getByLabel('starred').waitFor()
  await page.getByLabel('Starred only').check()
  await page.waitForFunction(() => document.querySelectorAll('button[aria-label^="the digit 1, step "]').length === 1)
  await top.waitFor()
  t.strictSame(complaints, [])
})
