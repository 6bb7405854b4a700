import { readFile } from 'node:fs/promises'
import t from 'tap'
import type { Locator } from 'playwright-core'
import { openBrowser, openPage } from './browser.ts'
import { patience } from '../helpers/patience.ts'
import { startServer, stateDir } from '../helpers/server-process.ts'

t.setTimeout(patience(300_000))

/** The numbers of all rows of a list, of which only those in view are in the document. */
async function numbersIn (box: Locator): Promise<number[]> {
  return await box.evaluate(async element => {
    const seen = new Set<number>()
    const drawn = async (): Promise<unknown> => await new Promise(resolve => { requestAnimationFrame(resolve) })
    for (let isEnd = false; !isEnd;) {
      for (const { textContent } of element.querySelectorAll('li > :last-child')) {
        seen.add(Number(textContent.replace(/\D/g, '')))
      }
      isEnd = element.scrollTop + element.clientHeight >= element.scrollHeight - 1 &&
        element.querySelector('button') === null // or more is loading
      element.scrollTop += element.clientHeight / 2
      await drawn()
    }
    return [...seen].sort((one, other) => other - one)
  })
}

t.test('[U64] the events of a job come while it trains, the newest first, and all of them are reached', async t => {
  const server = await startServer(t, stateDir(t))
  const { ask } = server
  const { page, complaints } = await openPage(t, await openBrowser(t), server.url)
  await ask('/api/v1/training-jobs', {
    body: {
      name: 'full of events',
      config: {
        epochs: 100, training_set_size: 20, backup_after_unit: 'NEVER', sample_after: 1, sample_after_unit: 'EPOCH',
        samples: [{ prompt: 'the digit 1', width: 32, height: 32, diffusion_steps: 1 }]
      }
    }
  })
  await page.goto(`${server.url}/jobs/1/history`)
  const box = page.getByRole('region', { name: 'Events, the newest first' })
  await box.getByText('Trainer is ready').waitFor() // from here on, most happen while the page is open
  await page.getByText('finished', { exact: true }).first().waitFor({ timeout: patience(120_000) })
  await box.getByRole('listitem').first().getByText('Status · completed').waitFor()

  const types = async (query: string): Promise<number[]> => {
    const { events } = (await ask(`/api/v1/training-jobs/1/events?newest_first=true&limit=1000&${query}`)).body
    return events.filter(({ type }: { type: string }) => type !== 'log').map(({ seq }: { seq: number }) => seq)
  }
  const all = await types('')
  t.ok(all.length > 300, `${all.length} events`)
  t.strictSame(await numbersIn(box), all)
  await page.getByLabel('Kind of event').selectOption('Samples')
  await page.waitForURL(/kind=samples/)
  await box.getByText(/^Sample/).first().waitFor()
  t.strictSame(await numbersIn(box), await types('types=sample_generated'))

  const download = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Download the record' }).click()
  const lines = (await readFile(await (await download).path(), 'utf8')).trimEnd().split('\n')
  t.match(JSON.parse(lines[0] ?? ''), { record: 'job', job_name: 'full of events' })
  t.match(JSON.parse(lines.at(-1) ?? ''), { record: 'event', seq: all[0] })
  t.strictSame(complaints, [])
})
