import { rmSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { long, progressed, result, startTraining } from '../../../helpers/current-training.ts'
import { ended } from '../../../helpers/jobs.ts'
import { small, testApp } from '../../../helpers/test-app.ts'

t.test('[J4] a held training takes no step, still draws samples, and continues on resume', async t => {
  const app = await testApp(t)
  const { client } = await startTraining(app, long)
  const { body: pause } = await app.ask('/api/training/pause', { body: { mode: 'hold' } })
  await client.until(result(pause.command_id, 'done'))
  await client.until(frame => frame.type === 'training_status' && frame.status === 'paused')
  const { body: held } = await app.ask('/api/training/status')
  t.match(held, { status: 'paused', is_training: true })
  const { body: sample } = await app.ask('/api/samples/custom', {
    body: { prompt: 'the digit 3', diffusion_steps: 4, width: 32, height: 32 }
  })
  const drawn = await client.until(result(sample.command_id, 'done'))
  t.match(drawn, { file: { path: /^samples\/custom\//, bytes: Number, sha256: /^[0-9a-f]{64}$/ } })
  t.match(await app.ask('/api/samples/custom', { body: { prompt: 'a cat', widht: 8, seed: -1 } }), {
    status: 422,
    body: {
      code: 'sample_invalid',
      details: [{ pointer: '/widht', hint: /"width"/ }, { pointer: '/seed' }, { pointer: '/prompt', message: /digit/ }]
    }
  })
  t.equal(
    (await app.ask('/api/training/status')).body.progress.global_step,
    held.progress.global_step,
    'it stood still'
  )
  t.match(await app.ask('/api/training/resume', { method: 'POST' }), { status: 202 })
  await client.until(frame => progressed(frame) && (frame.global_step as number) > held.progress.global_step)
  t.match(await app.ask('/api/training/resume', { method: 'POST' }), { status: 409, body: { code: 'not_paused' } })
  const { body: stop } = await app.ask('/api/training/stop', { body: { backup: true } })
  t.match(await client.until(ended), {
    status: 'stopped', reason: 'user_stop', exit: { code: 0, requested_by: stop.command_id }
  })
  t.match((await app.ask(`/api/training/commands/${stop.command_id}`)).body, { status: 'done' })
})

t.test('[J5] a release frees the device, and resume continues from the backup to the end', async t => {
  const app = await testApp(t)
  const { client, job_id } = await startTraining(app, { ...small, epochs: 40 })
  const { body: pause } = await app.ask('/api/training/pause', { body: { mode: 'release' } })
  const end = await client.until(ended)
  t.match(end, { status: 'paused', reason: 'released', exit: { code: 0 } })
  const done = client.frames.find(result(pause.command_id, 'done'))
  t.match(done, { file: { path: /^backup\// } })
  t.match((await app.ask('/api/training/status')).body, { status: 'paused', is_training: false, trainer_pid: null })
  t.match(await app.ask('/api/training/resume', { method: 'POST' }), { status: 202, body: { job_id, attempt: 2 } })
  t.match(await client.until(frame => ended(frame) && frame.seq !== end.seq), {
    status: 'completed', reason: 'finished'
  })
  t.match((await app.ask('/api/training/status')).body, { attempt: 2, progress: { epoch: 40 } })
})

t.test('[J6] with nothing to resume from, resume is refused and nothing starts', async t => {
  const app = await testApp(t)
  t.match(await app.ask('/api/training/resume', { method: 'POST' }), { status: 409, body: { code: 'not_running' } })
  const { client, job_id } = await startTraining(app, small)
  await client.until(ended)
  rmSync(join(app.state_dir, 'runs', job_id, 'backup'), { recursive: true })
  t.match(await app.ask('/api/training/resume', { method: 'POST' }), {
    status: 409, body: { code: 'nothing_to_resume' }
  })
  t.match((await app.ask('/api/training/status')).body, { attempt: 1, status: 'completed' })
})
