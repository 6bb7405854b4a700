import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { startTraining } from '../../helpers/current-training.ts'
import { ended, jobsOf, untilDevicesFree } from '../../helpers/jobs.ts'
import { sha256 } from '../../helpers/model-fixture.ts'
import { small, testApp } from '../../helpers/test-app.ts'
import type { TestApp } from '../../helpers/test-app.ts'

const models = '/api/v1/training-jobs/1/models'
const saving = { ...small, save_every: 1, save_every_unit: 'EPOCH' }
const filesIn = (folder: string): string[] => readdirSync(folder, { recursive: true }) as string[] // as: no buffers
const isAvailable = ({ available }: { available: boolean }): boolean => available
const remove = async ({ ask }: TestApp, path: string) => await ask(path, { method: 'DELETE' })

t.test('[M16] a backup, a save, the final model and a sample are deleted one by one, and nothing else', async t => {
  const app = await testApp(t)
  const { client, job_id } = await startTraining(app, saving)
  await client.until(ended)
  const folder = join(app.state_dir, 'runs', job_id)
  const { models: all } = (await app.ask(models)).body
  t.same(new Set(all.map(({ kind }: { kind: string }) => kind)), new Set(['backup', 'save', 'final']))
  const { samples: [sample] } = (await app.ask('/api/samples/list')).body
  await app.ask(`/api/samples/${sample.sample_id}/thumbnail`)

  for (const kind of ['backup', 'save', 'final']) {
    const { model_id, name } = all.find((one: { kind: string }) => one.kind === kind)
    const { contents } = (await app.ask(`/api/v1/models/${model_id}`)).body
    const before = filesIn(folder)
    t.equal((await remove(app, `/api/v1/models/${model_id}`)).status, 204, kind)
    const gone = before.filter(path => !filesIn(folder).includes(path))
    t.ok(gone.length >= contents.length && gone.every(path => path.includes(name)), gone.join())
    t.match(await app.ask(`/api/v1/models/${model_id}`), { status: 200, body: { available: false, contents: [] } })
    t.match(await remove(app, `/api/v1/models/${model_id}`), { status: 404, body: { code: 'file_gone' } })
  }
  const others = (await app.ask(models)).body.models.filter(isAvailable)
  t.equal(others.length, all.length - 3)
  const { samples: [, other] } = (await app.ask('/api/samples/list')).body
  const drawn = filesIn(join(folder, 'samples')).map(path => join(folder, 'samples', path))
    .find(path => path.endsWith('.png') && sha256(readFileSync(path)) === other.sha256)!
  const bytes = readFileSync(drawn)
  writeFileSync(drawn, bytes.map(byte => byte ^ 1))
  t.match(await remove(app, `/api/samples/${other.sample_id}`), { status: 404, body: { code: 'file_changed' } })
  t.ok(existsSync(drawn), 'another of the same size was written over it')
  t.equal((await remove(app, `/api/samples/${sample.sample_id}`)).status, 204)
  t.match((await app.ask(`/api/samples/${sample.sample_id}`)).body, { available: false })
  t.match(await remove(app, `/api/samples/${sample.sample_id}`), { status: 404, body: { code: 'file_gone' } })
  for (const path of ['/api/v1/models/m1-1', '/api/v1/models/1', '/api/v1/models/m9-9', '/api/samples/s1-1']) {
    t.match(await remove(app, path), { status: 404, body: { code: /_not_found$/ } }, path)
  }
})

t.test('[F85] the thumbnails of a job are deleted with its files, and whoever keeps the files keeps them', async t => {
  const app = await testApp(t)
  const thumbnails = (): string[] => filesIn(app.state_dir).filter(path => /[0-9a-f]{64}\.(webp|jpg)$/.test(path))
  const large = { ...small, samples: [{ prompt: '7', diffusion_steps: 1, width: 320, height: 320 }] }
  const { client, job_id } = await startTraining(app, large)
  await client.until(ended)
  await untilDevicesFree(app)
  const { samples } = (await app.ask('/api/samples/list')).body
  for (const { thumbnail_path } of samples) t.equal((await app.ask(thumbnail_path)).status, 200)
  t.equal(new Set(thumbnails()).size, new Set(samples.map((sample: { sha256: string }) => sample.sha256)).size)
  t.ok(thumbnails().every(path => path.startsWith(`runs/${job_id}/`)))
  t.equal((await remove(app, '/api/v1/training-jobs/1?files=false')).status, 204)
  t.not(thumbnails().length, 0)
  t.equal((await remove(app, '/api/v1/deleted-jobs/1')).status, 204)
  t.strictSame(thumbnails(), [])
})

t.test('[M17] what an attempt may load or write is not deleted', async t => {
  const app = await testApp(t)
  const { client } = await startTraining(app, { ...small, epochs: 5000 })
  const { hold, act } = jobsOf(app, client, app.state_dir)
  let seen = 0
  await client.until(({ type }) => type === 'backup_created' && ++seen === 2)
  await act(1, 'stop')
  await client.until(ended)
  const backups = (await app.ask(`${models}?kind=backup`)).body.models.filter(isAvailable)
  const [newest, older] = [backups[0], backups.at(-1)]
  await hold(true)
  await act(1, 'resume', { model_id: older.model_id })
  t.match(await remove(app, `/api/v1/models/${older.model_id}`), {
    status: 409, body: { code: 'file_needed', message: /waits to resume from it/ }
  })
  t.equal((await remove(app, `/api/v1/models/${newest.model_id}`)).status, 204, 'no attempt needs this one')
  await act(1, 'stop')
  t.equal((await remove(app, `/api/v1/models/${older.model_id}`)).status, 204, 'nor this one now')
})

t.test('[M17] a final model is not deleted while its job trains again', async t => {
  const app = await testApp(t)
  const { client } = await startTraining(app, small)
  await client.until(ended)
  const { models: [final] } = (await app.ask(`${models}?kind=final`)).body
  const { act } = jobsOf(app, client, app.state_dir)
  await act(1, 'retry', { from: 'start' })
  let ready = 0
  await client.until(({ type }) => type === 'trainer_ready' && ++ready === 2)
  t.match(await remove(app, `/api/v1/models/${final.model_id}`), { status: 409, body: { code: 'file_needed' } })
})

t.test('[J46] a job resumes from any of its complete backups', async t => {
  const app = await testApp(t)
  const { client, job_id } = await startTraining(app, { ...small, epochs: 5000 })
  const isBackup = ({ type }: { type: string }): boolean => type === 'backup_created'
  let seen = 0
  await client.until(frame => isBackup(frame) && ++seen === 3)
  const named = { model_id: 'm1-1' }
  t.match(await app.ask('/api/training/resume', { body: named }), { status: 409, body: { code: 'job_active' } })
  await app.ask('/api/training/stop', { method: 'POST' })
  await client.until(ended)
  const oldest = (await app.ask(`${models}?kind=backup`)).body.models.findLast(isAvailable)
  const body = { model_id: oldest.model_id }

  for (const path of ['/api/training/resume', `/api/v1/training-jobs/${job_id}/resume`]) {
    t.match(await app.ask(path, { body: named }), { status: 404, body: { code: 'backup_not_found' } })
    t.match(await app.ask(path, { body: { model_id: 1 } }), { status: 400 })
  }
  const point = (await app.ask(`/api/training/resume?model_id=${oldest.model_id}`)).body
  t.match(point, { backup: `backup/${oldest.name}`, progress: { global_step: oldest.step } })
  t.match(await app.ask(`/api/v1/training-jobs/${job_id}/resume`, { body }), { body: { resumes_from: point } })
  t.match(await client.until(({ type, resumed_from }) => type === 'trainer_ready' && resumed_from !== null), {
    resumed_from: `backup/${oldest.name}`
  })
})

t.test('[J47] the files of deleted jobs are listed with their size, and deleted later', async t => {
  const app = await testApp(t)
  const { client, job_id } = await startTraining(app, small)
  await client.until(ended)
  t.match((await app.ask('/api/v1/deleted-jobs')).body, { deleted_jobs: [], bytes: 0 })
  await remove(app, '/api/v1/training-jobs/1')
  const { body: list } = await app.ask('/api/v1/deleted-jobs')
  t.match(list, { deleted_jobs: [{ job_id, job_number: 1, files: Number, bytes: list.bytes }] })
  t.ok(list.bytes > 1000)
  await app.app.close()

  const restarted = await testApp(t, { STATE_DIR: app.state_dir })
  t.same((await restarted.ask('/api/v1/deleted-jobs')).body, list, 'the same after a restart')
  t.equal((await remove(restarted, '/api/v1/deleted-jobs/1')).status, 204)
  t.same(readdirSync(join(app.state_dir, 'runs', job_id)), ['job.json'], 'its number is not given again')
  t.same((await restarted.ask('/api/v1/deleted-jobs')).body, { deleted_jobs: [], bytes: 0 })
  t.match(await remove(restarted, '/api/v1/deleted-jobs/1'), { status: 404, body: { code: 'deleted_job_not_found' } })
  t.match((await restarted.ask('/api/v1/training-jobs', { body: {} })).body, { job_number: 2 })
})
