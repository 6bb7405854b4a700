import t from 'tap'
import { long, marathon, progressed, result, startTraining } from '../../../helpers/current-training.ts'
import { ended } from '../../../helpers/jobs.ts'
import { testApp } from '../../../helpers/test-app.ts'

t.test('[J9] a command sent twice with one id is executed once, and HTTP shows how it ended', async t => {
  const app = await testApp(t, marathon)
  const { client } = await startTraining(app, {})
  client.send({ type: 'command', command: 'backup', id: 'mine-1' })
  await client.until(result('mine-1', 'done'))
  client.send({ type: 'command', command: 'backup', id: 'mine-1' })
  client.send({ type: 'command', command: 'stop', id: 'mine-2' })
  await client.until(ended)
  const frames = client.frames.filter(result('mine-1', 'done'))
  t.strictSame(frames.map(({ replay }) => replay), [undefined, true], 'the second one is the answer to the repetition')
  t.equal(client.frames.filter(result('mine-1', 'accepted')).length, 1)
  t.match((await app.ask('/api/training/commands/mine-1')).body, { command: 'backup', status: 'done' })
  t.match(await app.ask('/api/training/commands/unheard-of'), { status: 404, body: { code: 'command_not_found' } })
  client.send({ type: 'command', command: 'stop' })
  t.match(await client.until(frame => frame.type === 'error'), {
    code: 'not_running', statusCode: 409, request_id: String
  })
})

t.test('[J340] the id of a command cannot be used for another command, other arguments or another job', async t => {
  const app = await testApp(t, marathon)
  const { client } = await startTraining(app, { epochs: 60 })
  const refusals: unknown[] = []
  const refused = async (more: object): Promise<void> => {
    client.send({ type: 'command', id: '1', ...more })
    const isNew = (frame: Record<string, unknown>): boolean => frame.type === 'error' && !refusals.includes(frame)
    const refusal = await client.until(isNew)
    refusals.push(refusal)
    t.match(refusal, {
      statusCode: 422, code: 'idempotency_conflict', request_id: '1',
      message: /command id "1" .* sample_custom of job 1/
    })
  }
  const sample = { command: 'sample_custom', args: { prompt: 'the digit 4', diffusion_steps: 4 } }
  client.send({ type: 'command', id: '1', ...sample })
  await client.until(result('1', 'done'))
  await refused({ command: 'stop' })
  await refused({ command: 'sample_custom', args: { ...sample.args, seed: 5 } })
  client.send({ type: 'command', command: 'stop', id: '2' })
  await client.until(ended)
  client.send({ type: 'command', id: '1', ...sample })
  await client.until(frame => result('1', 'done')(frame) && frame.replay === true)
  await startTraining(app, { epochs: 60 })
  await refused(sample)
})

t.test('[J16] a command id sent many times at once is one command, and everyone gets the same answer', async t => {
  const app = await testApp(t, marathon)
  const { client } = await startTraining(app, {})
  const replies = await Promise.all(
    Array.from({ length: 20 }, async () => await app.services.trainer.command({ command: 'backup', id: 'mine-1' }))
  )
  t.strictSame([...new Set(replies.map(({ command_id, command }) => `${command_id} ${command}`))], ['mine-1 backup'])
  await client.until(result('mine-1', 'done'))
  t.equal(client.frames.filter(result('mine-1', 'done')).length, 1)
})

t.test('[J17] concurrent stops are one command', async t => {
  const app = await testApp(t, marathon)
  const { client } = await startTraining(app, {})
  const replies = await Promise.all(
    Array.from({ length: 3 }, async () => await app.ask('/api/training/stop', { body: {} }))
  )
  t.strictSame(replies.map(({ status }) => status), [202, 202, 202])
  const [{ body: { command_id } }] = replies as [typeof replies[0], ...typeof replies]
  t.strictSame(replies.map(({ body }) => body.command_id), [command_id, command_id, command_id])
  t.match(await client.until(ended), { exit: { requested_by: command_id } })
})

t.test('[J13] on request, the stacks of all threads of the trainer are written to its log', async t => {
  const app = await testApp(t)
  const { client } = await startTraining(app, long)
  const { status, body } = await app.ask('/api/training/stack-dump', { method: 'POST' })
  t.match([status, body.command], [202, 'stack_dump'])
  await client.until(result(body.command_id, 'done'))
  const [main] = await Promise.all(
    [/Current thread|Thread 0x/, /trainer\.py/].map(
      async words => await client.until(frame => frame.type === 'log' && words.test(String(frame.message)))
    )
  )
  t.equal(main?.source, 'stderr')
  t.match((await app.ask('/api/training/status')).body, { status: 'running' }, 'and goes on')
})

t.test('[J12] the trainer service starts, resumes and accepts all commands of the source documents', async t => {
  const { services: { trainer, configs }, ...app } = await testApp(t)
  await configs.activate({ config: long })
  t.equal(trainer.getState().status, 'initialized')
  const client = await app.stream()
  const { job_number } = await trainer.start({})
  await client.until(progressed)
  const sample = { prompt: 'the digit 4', diffusion_steps: 4 }
  const commands = [
    { command: 'pause' }, { command: 'sample_default' }, { command: 'sample_custom', args: sample },
    { command: 'backup' }, { command: 'save' }
  ] as const
  const sent = []
  for (const command of commands) sent.push(await trainer.command(command))
  for (const { command_id } of sent) await client.until(result(command_id, 'done'))
  await trainer.resume(String(job_number))
  await trainer.command({ command: 'stop', args: { force: false } })
  await client.until(ended)
  t.match(trainer.getState(), { status: 'stopped', job_name: 'Training 1', last_backup: { path: String } })
  t.ok(trainer.getProgress().global_step > 0)
})
