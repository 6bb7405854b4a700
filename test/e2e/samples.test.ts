import t from 'tap'
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
