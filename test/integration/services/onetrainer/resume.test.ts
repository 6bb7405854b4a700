import t from 'tap'
import { mkdirSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createFindResumePoint } from '../../../../services/attempts/resume-point.ts'
import type { LiveJob } from '../../../../services/jobs/live-job.ts'
import { SECRET_VARIABLE } from '../../../../core/contract/journal.ts'
import { testAttempt } from '../../../helpers/attempt.ts'
import { oneTrainer, smallRun } from '../../../helpers/onetrainer.ts'
import { openCheckout } from '../../../helpers/onetrainer-configs.ts'
import { stateDir } from '../../../helpers/server-process.ts'
import type { Frame } from '../../../helpers/stream-client.ts'
import { small, testApp } from '../../../helpers/test-app.ts'

const { python, env } = oneTrainer()
const settings = { ONETRAINER_DIR: env.ONETRAINER_DIR ?? '', ONETRAINER_PYTHON: python }
// as: all that is read of it
const job = { record: { job_id: 'a-job', job_number: 1 }, config: { epochs: 3 } } as unknown as LiveJob

t.test(
  '[P16] a training resumes from its newest complete backup, which is named with its step; a finished one does not resume',
  async t => {
    const folder = t.testdir()
    const backup = (name: string, meta: string | null): void => {
      mkdirSync(join(folder, name), { recursive: true })
      if (meta !== null) writeFileSync(join(folder, name, 'meta.json'), meta)
    }
    const at = (epoch: number, global_step: number) =>
      JSON.stringify({ train_progress: { epoch, epoch_step: 1, epoch_sample: 1, global_step } })
    const find = async (...names: string[]) =>
      await createFindResumePoint({
        store: {
          eventsOfType: async () =>
            names.map(path => ({ event: { type: 'backup_created', file: { path } } })) as never
        }, // as: newest first, all that is read of them
        models: { bySeq: async () => null },
        folders: { jobDir: () => folder }
      })(job)
    backup('backup/new', null)
    backup('backup/torn', '{"train_progress":')
    backup('backup/whole', at(1, 5))
    mkdirSync(join(folder, 'backup/folder/meta.json'), { recursive: true })
    mkdirSync(join(folder, 'backup/circle'))
    symlinkSync('meta.json', join(folder, 'backup/circle/meta.json'))
    t.match(await find('backup/folder', 'backup/circle', 'backup/whole'), { backup: 'backup/whole' })
    backup('backup/all', at(3, 12))
    backup('backup/bare', '{}')
    t.same(await find('backup/new', 'backup/gone', 'backup/torn', 'backup/whole'), {
      job_id: 'a-job', backup: 'backup/whole',
      progress: { epoch: 1, epoch_step: 1, epoch_sample: 1, global_step: 5 },
      message: 'resumes from backup whole at step 5'
    })
    t.match(await find('backup/bare'), { progress: null, message: 'resumes from backup bare' })
    await t.rejects(find('backup/new', 'backup/torn'), { code: 'nothing_to_resume', statusCode: 409 })
    await t.rejects(find('backup/all', 'backup/whole'), {
      code: 'job_finished', statusCode: 409, message: /trained all of its 3 epochs/
    })
  }
)

t.test('[P16] the backup and step of a resume are shown before it, and again in its reply', async t => {
  const app = await testApp(t)
  t.match(await app.ask('/api/training/resume'), { status: 409, body: { code: 'not_running' } })
  const client = await app.stream()
  const { body: { job_id } } = await app.ask('/api/training/start', { body: { config: { ...small, epochs: 200 } } })
  t.match(await app.ask('/api/training/resume'), { status: 409, body: { code: 'already_running' } })
  await app.ask('/api/training/pause', { body: { mode: 'release' } })
  await client.until(frame => frame.type === 'training_status' && frame.status === 'paused' && frame.exit !== null)
  const { body: point } = await app.ask('/api/training/resume')
  t.match(point, {
    job_id,
    backup: /^backup\//,
    progress: { global_step: Number },
    message: /^resumes from backup .* at step \d+$/
  })
  t.match(await app.ask('/api/training/resume', { method: 'POST' }), {
    status: 202,
    body: { job_id, attempt: 2, resumes_from: point }
  })
  await app.ask('/api/training/stop', { body: {} })
})

t.test(
  '[P16] resuming a OneTrainer training that is finished, whose backups are not complete, or that made none, is refused with the reason and starts nothing',
  async t => {
    const state_dir = stateDir(t)
    await openCheckout(t, {
      dir: settings.ONETRAINER_DIR, python: settings.ONETRAINER_PYTHON, state_dir
    }).describer.ready()
    const app = await testApp(t, { ...settings, STATE_DIR: state_dir })
    const client = await app.stream()
    const material = t.testdir()
    async function train (changes: Record<string, unknown>, ending: (frame: Frame) => boolean): Promise<string> {
      const { status, body } = await app.ask('/api/training/start', {
        body: { config: smallRun(material, { samples: [], validation: false, ...changes }) }
      })
      t.equal(status, 202, JSON.stringify(body))
      await client.until(frame => frame.job_id === body.job_id && ending(frame))
      return body.job_id
    }
    async function refused (job: string, code: string, message: RegExp): Promise<void> {
      for (const method of ['GET', 'POST']) {
        t.match(
          await app.ask(`/api/training/resume?job=${job}`, { method }),
          { status: 409, body: { code, message } },
          method
        )
      }
      t.match((await app.ask(`/api/training/status?job=${job}`)).body, { attempt: 1, is_training: false })
    }
    const ended = (frame: Frame): boolean => frame.type === 'training_status' && frame.exit !== null
    const finished = await train({}, ended)
    await refused(finished, 'job_finished', /trained all of its 2 epochs/)
    const backups = join(state_dir, 'runs', finished, 'backup')
    t.not(readdirSync(backups).length, 0)
    for (const name of readdirSync(backups)) rmSync(join(backups, name, 'meta.json'))
    await refused(finished, 'nothing_to_resume', /no complete backup/)
    const stopped = await train(
      { epochs: 100_000, backup_before_save: false },
      frame => frame.type === 'training_progress'
    )
    await app.ask('/api/training/stop', { body: {} })
    await client.until(frame => frame.job_id === stopped && ended(frame))
    await refused(stopped, 'nothing_to_resume', /no complete backup/)
  }
)

t.test('[P17] a secret reaches the environment of the trainer and no file of its attempt', async t => {
  const token = 'hf_nobody_may_see_this'
  const attempt = testAttempt(t, 'shows-environment.py')
  const { ended } = await attempt.start({ env: { [SECRET_VARIABLE]: JSON.stringify({ HF_TOKEN: token }) } })
  await ended
  t.ok(attempt.events().some(event => event.type === 'log' && event.message === `token of ${token.length} letters`))
  for (const name of readdirSync(attempt.dir, { recursive: true, encoding: 'utf8' })) {
    const path = join(attempt.dir, name)
    if (statSync(path).isFile()) t.notMatch(readFileSync(path, 'utf8'), token, name)
  }
})
