import { existsSync, readFileSync } from 'node:fs'
import t from 'tap'
import { long, progressed, startTraining } from '../../../helpers/current-training.ts'
import { ended } from '../../../helpers/jobs.ts'
import { small, testApp } from '../../../helpers/test-app.ts'
import type { TestApp } from '../../../helpers/test-app.ts'

const runnerPid = async (app: TestApp): Promise<number> => {
  const { body } = await app.ask('/api/system/processes')
  return body.processes.find(({ role }: { role: string }) => role === 'runner').pid
}

/** False for a zombie too: it has ended, though nobody has asked how. */
function isAlive (pid: number): boolean {
  const path = `/proc/${pid}/stat`
  return existsSync(path) && !/\) Z /.test(readFileSync(path, 'utf8'))
}

t.test(
  '[J2] a trainer that is killed ends its job with the signal and a reason, and the next start is free',
  async t => {
    const app = await testApp(t)
    const { client } = await startTraining(app, long)
    const { body: state } = await app.ask('/api/training/status')
    process.kill(state.trainer_pid, 'SIGKILL')
    const end = await client.until(ended)
    t.match(end, {
      status: 'error',
      exit: { code: null, signal: 'SIGKILL', forced: false },
      reason: /^(killed_externally|oom_killed)$/,
      error: /.+/
    })
    t.match(await app.ask('/api/training/start', { body: { config: small } }), { status: 202, body: { job_number: 2 } })
    await client.until(frame => ended(frame) && frame.status === 'completed')
  }
)

t.test(
  '[J3] killing the runner loses nothing that was learned: the trainer saves, the attempt is finalized, and resume continues from there',
  async t => {
    const app = await testApp(t)
    const { client, job_id } = await startTraining(app, long)
    await client.until(frame => progressed(frame) && (frame.global_step as number) > 5)
    const {
      body: { trainer_pid }
    } = await app.ask('/api/training/status')
    process.kill(await runnerPid(app), 'SIGKILL')
    const end = await client.until(ended)
    t.match(end, { status: 'error', reason: 'supervisor_lost' })
    t.notOk(isAlive(trainer_pid), 'the trainer is gone')
    const { body: state } = await app.ask('/api/training/status')
    t.match(state, { is_training: false, last_backup: { path: /^backup\// } })
    const resumed = await app.ask('/api/training/resume', { method: 'POST' })
    t.match(resumed, { status: 202, body: { job_id, attempt: 2 } })
    const ready = await client.until(
      frame => frame.type === 'trainer_ready' && (frame.seq as number) > (end.seq as number)
    )
    t.equal(ready.resumed_from, state.last_backup.path)
    const step = await client.until(frame => progressed(frame) && (frame.seq as number) > (end.seq as number))
    t.ok((step.global_step as number) > state.progress.global_step - 1, 'it goes on, it does not start again')
  }
)
