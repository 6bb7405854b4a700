import t from 'tap'
import type { Page } from 'playwright-core'
import { openBrowser, openPage } from './browser.ts'
import { shownFigures, untilShown } from './figures-shown.ts'
import { patience } from '../helpers/patience.ts'
import { startServer, stateDir } from '../helpers/server-process.ts'

t.setTimeout(patience(300_000))

/** A proxy that lets no WebSocket through, and where asked for no event stream either. */
async function eat (page: Page, { events }: { events: boolean }): Promise<void> {
  await page.routeWebSocket('**/ws**', socket => { void socket.close() })
  if (events) await page.route('**/api/events**', async route => { await route.abort() })
}

for (const { name, events, shown } of [
  { name: 'server-sent events', events: false, shown: 'live' }, { name: 'polling', events: true, shown: 'polling' }
]) {
  t.test(`[U32] with ${name} only, the page shows the training by itself`, async t => {
    const server = await startServer(t, stateDir(t))
    await server.ask('/api/v1/training-jobs', { body: { name: 'eaten', config: { epochs: 1000 } } })
    const { page } = await openPage(t, await openBrowser(t), 'about:blank')
    await eat(page, { events })
    await page.goto(server.url)
    await page.getByRole('button', { name: shown, exact: true }).waitFor()
    await untilShown(page, 'global_step', step => step > 2)
    const { global_step } = await shownFigures(page)
    await untilShown(page, 'global_step', step => step > Number(global_step))
    await server.ask('/api/training/pause', { body: {} })
    await page.getByText('held in memory', { exact: true }).first().waitFor()
    const { body } = await server.ask('/api/training/status')
    await untilShown(page, 'global_step', step => step === body.progress.global_step)
  })
}

t.test('[U33] a page that nothing happens on makes no request', async t => {
  const server = await startServer(t, stateDir(t))
  const { page, requests, complaints } = await openPage(t, await openBrowser(t), server.url)
  await page.getByRole('button', { name: 'live', exact: true }).waitFor()
  await page.waitForLoadState('networkidle')
  const before = requests.length
  await page.clock.install()
  await page.clock.fastForward(600_000) // ten minutes of its timers
  await page.waitForLoadState('networkidle')
  t.strictSame(requests.slice(before), [])
  t.strictSame(complaints, [])
})

t.test('[U34] another client\'s act shows without a request that asks for it', async t => {
  const server = await startServer(t, stateDir(t))
  const { page } = await openPage(t, await openBrowser(t), server.url)
  await page.getByText('Welcome').waitFor()
  await server.ask('/api/v1/queue', { method: 'PATCH', body: { held: true } })
  await server.ask('/api/v1/training-jobs', { body: { name: 'of another client', config: {} } })
  await page.getByText('of another client').waitFor()
  await page.getByText('the queue is held').first().waitFor()
  t.pass('shown')
})

t.test('[U62] a page that slept for ten minutes shows what is, at once when it wakes', async t => {
  const state_dir = stateDir(t)
  let server = await startServer(t, state_dir)
  const { port } = new URL(server.url)
  const { page, complaints } = await openPage(t, await openBrowser(t), 'about:blank')
  await page.clock.install()
  await page.goto(server.url)
  await server.ask('/api/v1/training-jobs', { body: { name: 'goes on', config: { epochs: 10_000 } } })
  await untilShown(page, 'global_step', step => step > 2)
  await page.clock.pauseAt(Date.now() + 60_000) // no timer of the page runs: it sleeps
  await server.kill()
  server = await startServer(t, state_dir, { PORT: port })
  await server.ask('/api/training/pause', { body: {} })
  const { progress } = (await server.ask('/api/training/status')).body
  await page.clock.fastForward(600_000)
  await page.clock.resume()
  await page.getByRole('button', { name: 'live', exact: true }).waitFor()
  await page.getByText('held in memory', { exact: true }).first().waitFor()
  await untilShown(page, 'global_step', step => step >= progress.global_step)
  const { body } = await server.ask('/api/training/status')
  t.equal(Number((await shownFigures(page)).global_step), body.progress.global_step)
  t.strictSame(complaints, [])
  await server.ask('/api/training/kill', { body: { force: true } })
})
