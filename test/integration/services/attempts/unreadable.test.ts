import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { failReads } from '../../../helpers/failing-reads.ts'
import { ended, jobsOf, onCall, queued, running } from '../../../helpers/jobs.ts'
import { createManualClock } from '../../../helpers/manual-clock.ts'
import { stateDir } from '../../../helpers/server-process.ts'
import { filesBelow, oldStateDir } from '../../../helpers/state-dirs.ts'
import { testApp } from '../../../helpers/test-app.ts'

const finished = '01a21987-64c8-7832-aa5b-4dc7a5a162e8'
const waiting = '01a21987-83bb-7bb8-b746-91ae1fd5551f'
const list = '/api/v1/training-jobs'
const READ_AGAIN_MS = 15_000

const cases: Array<[file: string, job_id: string, store: boolean]> = [
  ['job.json', finished, true], ['job.json', waiting, false], ['config.json', finished, true],
  ['notes.jsonl', finished, true], ['commands.jsonl', finished, true],
  ['notes.jsonl', waiting, false], ['a2/spec.json', finished, false],
  ['a2/events-000001.jsonl', finished, false], ['', finished, true]
]

for (const [file, job_id, store] of cases) {
  for (const code of ['EIO', 'EMFILE', 'EACCES']) {
    const title = `${file === '' ? 'the folder' : file}, ${code}, ${store ? 'with' : 'without'} the store`
    t.test(`[J42] a job that could not be read is shown, and taken up without a restart: ${title}`, async t => {
      const state_dir = oldStateDir(t, 'bd93d77', { store })
      const path = join(state_dir, 'runs', job_id, file)
      const before = filesBelow(join(state_dir, 'runs'))
      const heal = failReads(t, read => join(read) === join(path) ? code : null)
      const clock = createManualClock(Date.now())
      const app = await testApp(t, { STATE_DIR: state_dir }, { clock })
      const shown = (await app.ask(`${list}/${job_id}`)).body
      t.match(shown, { job_status: 'error', reason: 'record_damaged', error: code, problems: [code] })
      if (file !== '') t.match(shown.error, file)
      t.equal(shown.job_number, job_id === finished ? 1 : 2, 'it has its number')
      t.match(await app.ask(`${list}/${job_id}/start`, { body: {} }), { status: 409, body: { code: 'job_damaged' } })
      const others = (await app.ask(list)).body.jobs
      t.equal(others.length, 2)
      t.equal(others.filter(({ reason }: { reason: string }) => reason === 'record_damaged').length, 1)
      heal()
      t.strictSame(filesBelow(join(state_dir, 'runs')), before, 'nothing under runs/ is changed')
      clock.advance(READ_AGAIN_MS)
      while ((await app.ask(`${list}/${job_id}`)).body.reason === 'record_damaged');
      t.match((await app.ask(`${list}?sort=created_at`)).body.jobs, [
        { job_number: 1, job_status: 'completed', attempt: 2, last_seq: 18, problems: [] },
        { job_number: 2, job_status: 'queued', last_seq: 1, problems: [] }
      ])
      t.match(await app.ask(list, { body: { queue: false } }), { body: { job_number: 3 } })
    })
  }
}

for (const file of ['job.json', 'a1/spec.json']) {
  t.test(`[J42] a training whose ${file} could not be read keeps its device, and is followed later`, async t => {
    const state_dir = stateDir(t)
    const env = { ...onCall, STATE_DIR: state_dir }
    const first = await testApp(t, env)
    const before = jobsOf(first, await first.stream(), state_dir)
    const { job_id } = await before.create()
    await before.until(job_id, running)
    await first.app.close()

    const path = join(state_dir, 'runs', job_id, file)
    const heal = failReads(t, read => read === path ? 'EIO' : null)
    const clock = createManualClock(Date.now())
    const second = await testApp(t, env, { clock })
    const after = jobsOf(second, await second.stream(), state_dir)
    t.match(await after.get(job_id), { reason: 'record_damaged', error: `${file}: cannot be read (EIO)` })
    t.match(await second.ask('/api/training/start', { body: {} }), { status: 409, body: { code: 'already_running' } })
    const next = await after.create()
    await after.until(next.job_id, queued)
    heal()
    clock.advance(READ_AGAIN_MS)
    while ((await after.get(job_id)).reason === 'record_damaged');
    t.match(await after.get(job_id), { job_status: 'running', problems: [] })
    t.match((await second.ask('/api/v1/queue')).body.waiting, [{ job_id: next.job_id }])
    await after.act(job_id, 'stop')
    await after.until(job_id, ended)
    t.match(await after.get(job_id), { job_status: 'stopped', reason: 'user_stop' })
    t.match(JSON.parse(readFileSync(path, 'utf8')), { job_id })
    await after.act(next.job_id, 'stop')
  })
}
