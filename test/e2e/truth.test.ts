import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import type { Page } from 'playwright-core'
import type { Sample } from '../../core/contract/samples.ts'
import type { TrainingProgress, TrainingState } from '../../core/contract/training.ts'
import { createChoices } from '../helpers/choices.ts'
import { patience } from '../helpers/patience.ts'
import { startServer, stateDir } from '../helpers/server-process.ts'
import type { ServerProcess } from '../helpers/server-process.ts'
import { filesIn, root } from '../helpers/tree.ts'
import { count, duration, percent, significant, speed } from '../../web/ui/format.ts'
import { openBrowser, openPage } from './browser.ts'
import { shownFigures, untilShown } from './figures-shown.ts'

const { TRUTH_ROUNDS = '12', TRUTH_SEED = '1' } = process.env
const table = [...readFileSync(join(root, 'web/README.md'), 'utf8').matchAll(/^\| `([a-z_]+)` \| [^|]+ \| [^|]+ \|$/gm)]
  .map(([, field]) => field!)
t.setTimeout(patience(120_000) + Number(TRUTH_ROUNDS) * patience(15_000))

/** What the API says of a training. */
interface Found { state: TrainingState, progress: TrainingProgress, newest: Sample | null }

/** What the page must show of it, by field. */
const expected: Record<string, (state: TrainingState, found: Found) => string | null> = {
  progress_percent: (_, { progress: { progress } }) => String(Math.floor(progress * 100)),
  epoch: ({ progress, max_epoch }) => max_epoch === 0 ? null : count(Math.min(progress.epoch + 1, max_epoch)),
  max_epoch: ({ max_epoch }) => max_epoch === 0 ? null : count(max_epoch),
  total_steps: ({ max_step, max_epoch }) => max_step === 0 ? null : count(max_step * max_epoch),
  loss: ({ loss }) => loss === null ? null : significant(loss, 3),
  accuracy: ({ validation }) => validation?.accuracy == null ? null : percent(validation.accuracy),
  validation_step: ({ validation }) => validation?.accuracy === null ? count(validation.step) : null,
  sample_step: (_, { newest }) => newest === null ? null : count(newest.step),
  global_step: ({ progress }) => count(progress.global_step),
  steps_per_second: ({ steps_per_second }) => steps_per_second === null ? null : speed(steps_per_second),
  smooth_loss: ({ smooth_loss }) => smooth_loss === null ? null : significant(smooth_loss),
  validation_loss: ({ validation }) =>
    validation?.validation_loss == null ? null : significant(validation.validation_loss),
  eta_seconds: ({ eta_seconds }) => eta_seconds === null ? null : duration(eta_seconds)
}
const bare = (text: string | null | undefined): string => (text ?? '').replace(/[,\s]/g, '')

t.test('[U38] every figure that the page shows is in the table, and no other', async t => {
  const shown = filesIn('web').filter(path => path.endsWith('.tsx'))
    .flatMap(path => [...readFileSync(join(root, path), 'utf8').matchAll(/(?:data-field|\bfield)='([a-z_]+)'/g)])
    .map(([, field]) => field!)
  t.strictSame([...new Set(shown)].sort(), [...table].sort())
  t.strictSame(Object.keys(expected).sort(), [...table].sort())
})

t.test('[U39] after any act, kill or lost connection the page shows what the API says', async t => {
  const state_dir = stateDir(t)
  let server = await startServer(t, state_dir)
  const { port } = new URL(server.url)
  const browser = await openBrowser(t)
  const { page } = await openPage(t, browser, server.url)
  const { pick } = createChoices(Number(TRUTH_SEED))
  await server.ask('/api/v1/training-jobs', { body: { name: 'true', config: { epochs: 10_000, validate_after: 1 } } })
  await untilShown(page, 'global_step', step => step > 2)
  const { page: ofJob } = await openPage(t, browser, `${server.url}/jobs/1/charts`)
  const both = async (act: (one: Page) => Promise<unknown>): Promise<void> => {
    await Promise.all([page, ofJob].map(act))
  }

  const acts = {
    sample: async () => { await server.ask('/api/samples/default', { body: {} }) },
    backup: async () => { await server.ask('/api/training/backup', { body: {} }) },
    save: async () => { await server.ask('/api/training/save', { body: {} }) },
    offline: async () => {
      for (const isOffline of [true, false]) await both(async one => { await one.context().setOffline(isOffline) })
    },
    kill: async () => {
      await server.kill()
      server = await startServer(t, state_dir, { PORT: port })
    },
    reload: async () => { await both(async one => await one.reload()) }
  }
  for (let round = 1; round <= Number(TRUTH_ROUNDS); round += 1) {
    const name = pick(Object.keys(acts) as Array<keyof typeof acts>) // as: the keys are those
    await acts[name]()
    await server.ask('/api/training/pause', { body: { mode: 'hold' } })
    await both(async one => {
      await one.getByText('held in memory', { exact: true }).first().waitFor()
      await one.getByRole('button', { name: 'live', exact: true }).waitFor()
    })
    const found = await readTraining(server)
    for (const [where, shownOn] of [['Now', page], ['Job', ofJob]] as const) {
      await untilShown(shownOn, 'global_step', step => step === found.state.progress.global_step)
      if (shownOn === page && found.newest !== null) {
        const { step } = found.newest
        await untilShown(page, 'sample_step', shown => shown === step)
      }
      const shown = await shownFigures(shownOn)
      for (const field of table.filter(field => shownOn === page || field !== 'sample_step')) {
        const wanted = expected[field]?.(found.state, found) ?? null
        const what = `round ${round}, ${name}, ${where}: ${field}`
        if (wanted === null) t.notOk(/\d/.test(shown[field] ?? ''), `${what} is not known`)
        else t.equal(shown[field], bare(wanted), what)
      }
    }
    await server.ask('/api/training/resume', { body: {} })
    await untilShown(page, 'global_step', step => step > found.state.progress.global_step)
  }
  await server.ask('/api/training/kill', { body: { force: true } })
})

/** Reads it twice, until nothing changed between. */
async function readTraining ({ ask }: ServerProcess): Promise<Found> {
  for (;;) {
    const state = (await ask('/api/training/status')).body as TrainingState
    const progress = (await ask('/api/training/progress')).body as TrainingProgress
    const [newest = null] = (await ask('/api/samples/list?job=1&limit=1')).body.samples as Sample[]
    const after = (await ask('/api/training/status')).body as TrainingState
    if (after.seq === state.seq) return { state, progress, newest }
  }
}
