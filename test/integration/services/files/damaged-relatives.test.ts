import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import type { Test } from 'tap'
import { ended, jobsOf, onCall, running, untilDevicesFree } from '../../../helpers/jobs.ts'
import { stateDir } from '../../../helpers/server-process.ts'
import { copyOf } from '../../../helpers/state-dirs.ts'
import { testApp } from '../../../helpers/test-app.ts'

async function open (t: Test, state_dir: string) {
  const app = await testApp(t, { ...onCall, STATE_DIR: state_dir })
  return { app, jobs: jobsOf(app, await app.stream(), state_dir) }
}

/** A folder with a held queue, in which the second job is to follow the first; no server has it. */
async function seed (t: Test): Promise<{ state_dir: string, leading: string, following: string }> {
  const state_dir = stateDir(t)
  const { app, jobs } = await open(t, state_dir)
  await jobs.hold(true)
  const [first, second] = [await jobs.create(), await jobs.create({ after: ['1'] })]
  await app.app.close()
  return { state_dir, leading: first.job_id, following: second.job_id }
}

/** Changes a file; returns a function that mends it. */
function change (path: string, act: (text: string) => string | null): () => void {
  const text = readFileSync(path, 'utf8')
  const changed = act(text)
  if (changed === null) rmSync(path)
  else writeFileSync(path, changed)
  return () => { writeFileSync(path, text) }
}

const cut = (text: string): string => text.slice(0, 100)
const ofNewerVersion = (text: string): string => text.replace('"v": 1', '"v": 7')

t.test('[Q320] a job goes on waiting for a damaged one, and follows it once that is repaired', async t => {
  const { state_dir: sound, leading, following } = await seed(t)
  for (const act of [cut, ofNewerVersion]) {
    const state_dir = copyOf(t, sound)
    const repair = change(join(state_dir, 'runs', leading, 'job.json'), act)
    const damaged = await open(t, state_dir)
    t.match(await damaged.jobs.get(leading), { reason: 'record_damaged' }, act.name)
    t.match(await damaged.jobs.get(following), {
      status: 'queued', queue: { waiting_for: /^Training 1.* is damaged: .*; repair that file, or stop this job$/ }
    })
    await damaged.app.app.close()
    repair()
    const { app, jobs } = await open(t, state_dir)
    t.match(await jobs.get(following), { status: 'queued', queue: { waiting_for: 'Training 1 must succeed first' } })
    await app.app.close()
  }
})

t.test('[Q321] a job that a damaged one may follow is not deleted', async t => {
  const { state_dir: sound, leading, following } = await seed(t)
  for (const [file, store] of [['job.json', true], ['job.json', false], ['notes.jsonl', true]] as const) {
    const state_dir = copyOf(t, sound)
    if (!store) rmSync(join(state_dir, 'store.db'))
    change(join(state_dir, 'runs', following, file), text => `${cut(text)}\n`)
    const { app, jobs } = await open(t, state_dir)
    const { job_id: other } = await jobs.create({ queue: false })
    t.match(await jobs.remove(leading), {
      status: 409, body: { code: 'job_needed', message: /may depend on it .*; repair or delete that first/ }
    }, file)
    t.equal((await jobs.remove(other)).status, 204, 'a younger one is not concerned')
    t.equal((await jobs.remove(following)).status, 204)
    t.equal((await jobs.remove(leading)).status, 204, 'nor is anything in its way then')
    await app.app.close()
  }
})

t.test('[Q321] a damaged job that does not wait, or follows others, is in no one\'s way', async t => {
  const { state_dir, leading } = await seed(t)
  const first = await open(t, state_dir)
  const idle = await first.jobs.create({ queue: false, after: ['1'] })
  const alone = await first.jobs.create()
  await first.jobs.act(2, 'stop')
  await first.app.app.close()
  change(join(state_dir, 'runs', idle.job_id, 'job.json'), cut)
  change(join(state_dir, 'runs', alone.job_id, 'config.json'), () => null)
  const { jobs } = await open(t, state_dir)
  t.equal((await jobs.list()).body.jobs.filter((job: any) => job.reason === 'record_damaged').length, 2) // any: a job
  t.equal((await jobs.remove(leading)).status, 204)
})

/** What is left of the folder of the attempt; null: not even that. */
const remains = [null, [], ['config.json']]

t.test('[J320] an ended job whose attempt and store are lost shows that, and does not train by itself', async t => {
  const sound = stateDir(t)
  const first = await open(t, sound)
  const { job_id } = await first.jobs.create()
  await first.jobs.until(job_id, running)
  first.jobs.endAttempt(job_id, 'finish')
  const { job_id: next } = await first.jobs.create()
  await first.jobs.until(next, running) // the end of the first one was handled
  first.jobs.endAttempt(next, 'finish')
  await first.jobs.until(next, ended)
  await untilDevicesFree(first.app)
  await first.app.app.close()
  for (const remain of remains) {
    const state_dir = copyOf(t, sound)
    rmSync(join(state_dir, 'store.db'))
    const folder = join(state_dir, 'runs', job_id, 'a1')
    for (const name of readdirSync(folder)) if (remain?.includes(name) !== true) rmSync(join(folder, name))
    if (remain === null) rmSync(folder, { recursive: true })
    const { app, jobs } = await open(t, state_dir)
    t.match(await jobs.get(job_id), {
      job_status: 'error', reason: 'record_damaged', attempt: 1, queue: null, problems: ['a1/spec.json: is missing']
    }, `left: ${remain?.join() ?? 'nothing'}`)
    t.match((await app.ask('/api/v1/queue')).body.waiting, [])
    await app.app.close()
  }
})
