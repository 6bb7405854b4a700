import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import type { Test } from 'tap'
import type { JobSummary } from '../../../../core/contract/jobs.ts'
import { ended, jobsOf, onCall, running, untilDevicesFree } from '../../../helpers/jobs.ts'
import { stateDir } from '../../../helpers/server-process.ts'
import { oldStateDir } from '../../../helpers/state-dirs.ts'
import { testApp } from '../../../helpers/test-app.ts'
import type { TestApp } from '../../../helpers/test-app.ts'

const jobs = '/api/v1/training-jobs'
const ofServer = [
  `${jobs}?sort=created_at`, '/api/v1/queue', '/api/v1/metrics?jobs=1,2&tags=loss/train_step', '/api/training/status',
  '/api/training/progress', '/api/training/resume', '/api/samples/list', '/api/samples/latest', '/api/v1/models'
]
const ofJob = ['', '/events', '/logs', '/metrics', '/metrics/tags', '/attempts', '/models', '/samples/grid']

/** Leaves out what a rebuilt store has anew: cursors of its history; and the numbers of requests. */
const lasting = (name: string, value: unknown): unknown =>
  name === 'request_id' || (typeof value === 'string' && /^[a-z0-9]{8}\.\d+$/.test(value)) ? undefined : value

/** What a server answers about its jobs, by path. */
async function answersOf ({ ask }: TestApp, commands: string[] = []): Promise<Record<string, unknown>> {
  const { body } = await ask(jobs)
  const ids: string[] = body.jobs.map(({ job_id }: { job_id: string }) => job_id)
  const paths = [
    ...ofServer, ...ids.flatMap(id => ofJob.map(what => `${jobs}/${id}${what}`)),
    ...commands.map(id => `/api/training/commands/${id}`)
  ]
  const answers = await Promise.all(paths.map(async path => {
    const { status, body } = await ask(path)
    return [path, JSON.parse(JSON.stringify({ status, body }, lasting)) as unknown] as const
  }))
  return Object.fromEntries(answers)
}

const removeStore = (state_dir: string): void => {
  for (const suffix of ['', '-wal', '-shm']) rmSync(join(state_dir, `store.db${suffix}`), { force: true })
}

/** Deletes the store of a server that has ended, and compares what the next one answers. */
async function isRebuilt (
  t: Test, first: TestApp, env: Record<string, string>, commands: string[] = []
): Promise<void> {
  const before = await answersOf(first, commands)
  await first.app.close()
  removeStore(first.state_dir)
  const second = await testApp(t, { ...env, STATE_DIR: first.state_dir })
  t.strictSame(await answersOf(second, commands), before)
}

/** Resolves once no job is like that and no device is taken. */
async function untilNone (app: TestApp, isOne: (job: JobSummary) => boolean): Promise<void> {
  while ((await app.ask(jobs)).body.jobs.some(isOne));
  await untilDevicesFree(app)
}

/** Takes the end of an attempt out of its journal. */
function cutEnd (attempt_dir: string): void {
  const path = join(attempt_dir, 'events-000001.jsonl')
  const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1)
  const last = lines.findLastIndex(line => line.includes('"exit":{'))
  writeFileSync(path, lines.slice(0, last).map(line => line + '\n').join(''))
}

t.test('[T85] [T86] jobs that ended in all ways are answered for in the same way after the store is deleted', async t => {
  const state_dir = stateDir(t)
  const env = { ...onCall, STATE_DIR: state_dir }
  const first = await testApp(t, env)
  const { create, act, until, endAttempt } = jobsOf(first, await first.stream(), state_dir)
  const run = async (end: (job_id: string) => unknown): Promise<string> => {
    const { job_id } = await create()
    await until(job_id, running)
    await end(job_id)
    await until(job_id, ended)
    return job_id
  }
  const finish = (job_id: string): void => { endAttempt(job_id, 'finish') }
  let command_id = ''
  await run(finish)
  await run(job_id => { endAttempt(job_id, 'fail') })
  await run(async job_id => { command_id = (await act(job_id, 'stop')).body.command_id })
  const folders: string[] = []
  for (let left = 4; left > 0; left--) folders.push(join(state_dir, 'runs', await run(finish), 'a1'))
  const [given_up, no_exit, no_spec, no_end] = folders as [string, string, string, string] // as: one each
  await first.app.close()

  // Its runner could never be launched.
  for (const name of ['events-000001.jsonl', 'exit.json', 'runner.json', 'runner.log']) rmSync(join(given_up, name))
  mkdirSync(join(given_up, 'runner.log'))
  // Nothing says how these ended.
  for (const folder of [no_exit, no_spec]) cutEnd(folder)
  writeFileSync(join(no_exit, 'exit.json'), '{"v":1,')
  writeFileSync(join(no_spec, 'spec.json'), '{')
  rmSync(join(no_spec, 'exit.json'))
  // Only its exit.json says how this one ended.
  cutEnd(no_end)
  removeStore(state_dir)

  const second = await testApp(t, env)
  await untilNone(second, ({ end_order }) => end_order === null) // the queue handles an end after it is told
  const reports: Array<{ status: string, reason: string, problems: string[] }> = (await second.ask(jobs)).body.jobs
  t.strictSame(reports.map(({ status, reason }) => `${status} ${reason}`).reverse(), [
    'succeeded finished', 'failed trainer_exit', 'stopped user_stop', 'failed launch_failed', 'failed record_damaged',
    'failed record_damaged', 'succeeded finished'
  ])
  t.strictSame(reports.map(({ problems }) => problems).reverse().slice(-4), [[], [], ['a1/spec.json: is not JSON'], []])
  await isRebuilt(t, second, env, [command_id])
})

for (const version of ['05b2c86', 'bd93d77']) {
  t.test(`[T86] so are the jobs in a state directory of ${version}`, async t => {
    const state_dir = oldStateDir(t, version)
    writeFileSync(join(state_dir, 'queue.json'), '{"v":1,"held":true}')
    const app = await testApp(t, { STATE_DIR: state_dir })
    await untilNone(app, ({ status }) => status === 'running')
    await isRebuilt(t, app, {})
  })
}
