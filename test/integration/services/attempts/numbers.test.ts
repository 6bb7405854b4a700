import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { ended, jobsOf, onCall, running } from '../../../helpers/jobs.ts'
import { stateDir } from '../../../helpers/server-process.ts'
import { filesBelow, oldStateDir } from '../../../helpers/state-dirs.ts'
import { testApp } from '../../../helpers/test-app.ts'

const finished = '01a21987-64c8-7832-aa5b-4dc7a5a162e8'
const waiting = '01a21987-83bb-7bb8-b746-91ae1fd5551f'

const damages: Array<[file: string, damage: (path: string) => void]> = [
  ['a2/config.json', path => { rmSync(path) }],
  ['a2/config.json', path => { writeFileSync(path, '') }],
  ['a2/spec.json', path => { rmSync(path) }],
  ['a2/spec.json', path => { writeFileSync(path, '{"v":1') }]
]

for (const store of [true, false]) {
  for (const [index, [file, damage]] of damages.entries()) {
    const title = `${file} (${index}, ${store ? 'with' : 'without'} the store)`
    t.test(`[J41] a finished job with a damaged attempt stays finished; its next attempt is new: ${title}`, async t => {
      const state_dir = oldStateDir(t, 'bd93d77', { store })
      const folder = join(state_dir, 'runs', finished)
      damage(join(folder, file))
      const before = filesBelow(folder)
      const app = await testApp(t, { ...onCall, STATE_DIR: state_dir })
      const jobs = jobsOf(app, await app.stream(), state_dir)
      const shown = await jobs.get(finished)
      t.match(shown, { job_status: 'completed', attempt: 2, queue: null })
      t.equal(shown.problems.length, 1)
      t.match(shown.problems[0], file)
      await jobs.act(waiting, 'stop')
      await jobs.hold(false)
      t.equal((await jobs.act(finished, 'retry', { from: 'start' })).status, 202)
      await jobs.until(finished, running)
      t.match(await jobs.get(finished), { attempt: 3 })
      const after = filesBelow(folder)
      for (const [path, text] of Object.entries(before)) {
        if (/^a\d/.test(path)) t.equal(after[path], text, `${path} is as it was`)
      }
      jobs.endAttempt(finished, 'finish', 3)
      await jobs.until(finished, ended)
    })
  }
}

t.test('[J41] a number whose folder somebody removed, or made, is not given again', async t => {
  const state_dir = oldStateDir(t, 'bd93d77', { store: true })
  const folder = join(state_dir, 'runs', finished)
  rmSync(join(folder, 'a2'), { recursive: true })
  mkdirSync(join(folder, 'a3'))
  writeFileSync(join(folder, 'a3/mine.txt'), 'keep me')
  const app = await testApp(t, { ...onCall, STATE_DIR: state_dir })
  const jobs = jobsOf(app, await app.stream(), state_dir)
  t.match(await jobs.get(finished), { job_status: 'completed', attempt: 2, problems: ['a2/spec.json: is missing'] })
  t.match((await app.ask(`/api/v1/training-jobs/${finished}/attempts`)).body.attempts, [
    { attempt: 1 }, { attempt: 2, reason: 'record_damaged', error: 'a2/spec.json: is missing' }
  ])
  await jobs.act(waiting, 'stop')
  await jobs.hold(false)
  await jobs.act(finished, 'retry', { from: 'start' })
  await jobs.until(finished, running)
  t.match(await jobs.get(finished), { attempt: 4, state: { attempt: 4 } })
  t.equal(readFileSync(join(folder, 'a3/mine.txt'), 'utf8'), 'keep me')
  t.notOk(existsSync(join(folder, 'a2')))
  jobs.endAttempt(finished, 'finish', 4)
  await jobs.until(finished, ended)
})

t.test('[J41] the number of a job whose folder was removed by hand is not given again by any later server', async t => {
  const state_dir = stateDir(t)
  const first = await testApp(t, { STATE_DIR: state_dir })
  const made = await first.ask('/api/v1/training-jobs', { body: { queue: false } })
  await first.app.close()
  rmSync(join(state_dir, 'runs', made.body.job_id), { recursive: true })
  for (let start = 0; start < 2; start++) {
    const app = await testApp(t, { STATE_DIR: state_dir })
    t.match((await app.ask('/api/v1/training-jobs')).body, { total: 0 })
    await app.app.close()
  }
  const last = await testApp(t, { STATE_DIR: state_dir })
  t.match(await last.ask('/api/v1/training-jobs', { body: { queue: false } }), { body: { job_number: 2 } })
})
