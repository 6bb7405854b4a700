import { join } from 'node:path'
import t from 'tap'
import { writeJobOfSamples } from '../../bench/web/full-jobs.ts'
import { openBrowser, openPage } from './browser.ts'
import { oneTrainer, smallRun } from '../helpers/onetrainer.ts'
import { patience } from '../helpers/patience.ts'
import { startServer, stateDir } from '../helpers/server-process.ts'

t.setTimeout(patience(300_000))

t.test('[U65] a sample that OneTrainer could not draw is a tile that says why', async t => {
  const { python, env } = oneTrainer()
  const settings = { ONETRAINER_DIR: env.ONETRAINER_DIR ?? '', ONETRAINER_PYTHON: python }
  const server = await startServer(t, stateDir(t), settings)
  const config = smallRun(t.testdir())
  const [drawn] = config.samples
  await server.ask('/api/v1/training-jobs', {
    body: { name: 'half drawn', config: { ...config, samples: [drawn, { ...drawn, prompt: 'cannot be drawn' }] } }
  })
  const { page, complaints } = await openPage(t, await openBrowser(t), `${server.url}/jobs/1/samples`)
  const matrix = page.getByRole('region', { name: 'Samples by step and prompt' })
  await matrix.getByText('the sampler ran out of memory').first().waitFor()
  await matrix.getByRole('button', { name: /^a plain square, step/ }).first().waitFor()
  await page.getByText('finished', { exact: true }).first().waitFor()
  const { events } = (await server.ask('/api/v1/training-jobs/1/events?types=warning')).body
  const failed = events.filter(({ code }: { code: string }) => code === 'sample_failed')
  t.ok(failed.length > 1)
  const tiles = matrix.getByText('Not drawn')
  await tiles.nth(failed.length - 1).waitFor()
  t.equal(await tiles.count(), failed.length)
  // The stand-in writes a text where OneTrainer writes a picture.
  t.strictSame(complaints.filter(one => !one.endsWith('/thumbnail')), [])
})

t.test('[U60] steps that could not be loaded are asked for again by a press, and not without end', async t => {
  const state_dir = stateDir(t)
  writeJobOfSamples(join(state_dir, 'runs'), { job_number: 1 }, 600)
  const server = await startServer(t, state_dir)
  const { page } = await openPage(t, await openBrowser(t), server.url)
  let refused = 0
  await page.route(/samples\/matrix\?.*before=/, async route => {
    refused += 1
    await route.fulfill({ status: 404, json: { code: 'sample_not_found', message: 'No sample' } })
  })
  await page.goto(`${server.url}/jobs/1/samples`)
  const matrix = page.getByRole('region', { name: 'Samples by step and prompt' })
  await matrix.getByRole('button').first().waitFor()
  const toEnd = async (): Promise<void> => { await matrix.evaluate(box => { box.scrollTop = box.scrollHeight }) }
  await toEnd()
  await page.getByText('Some steps are missing: No sample').waitFor()
  await toEnd()
  await page.waitForLoadState('networkidle')
  t.equal(refused, 1)
  await page.unroute(/samples\/matrix\?.*before=/)
  await page.getByRole('button', { name: 'Try again' }).click()
  const first = matrix.getByRole('button', { name: 'the digit 0, step 10', exact: true })
  while (!await first.isVisible()) await toEnd()
})
