import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { failRemovals } from '../../helpers/failing-removals.ts'
import { testApp } from '../../helpers/test-app.ts'

const path = '/api/v1/training-jobs'
const left = '/api/v1/deleted-jobs'

t.test('[J323] a file that cannot be deleted is named and listed, and deleted later', async t => {
  const app = await testApp(t)
  const { ask, state_dir } = app
  const remove = async (path: string) => await ask(path, { method: 'DELETE' })
  const { body: { job_id } } = await ask(path, { body: { queue: false } })
  const folder = join(state_dir, 'runs', job_id)
  mkdirSync(join(folder, 'backup'))
  for (const name of ['backup/kept.json', 'model.json']) writeFileSync(join(folder, name), '12345')
  const heal = failRemovals(t, 'kept.json')
  const refusal = {
    status: 503,
    body: { code: 'files_left', message: /^Training 1 is deleted, but not its file backup\/kept.json \(EPERM\)/ }
  }
  t.match(await remove(`${path}/1?files=true`), refusal)
  const list = { deleted_jobs: [{ job_number: 1, files: 1, bytes: 5 }], bytes: 5 }
  t.match((await ask(left)).body, list)
  t.match(await remove(`${left}/1`), refusal, 'nor can it be purged')
  await app.app.close()
  const next = await testApp(t, { STATE_DIR: state_dir })
  t.match((await next.ask(left)).body, list, 'the same after a restart')
  heal()
  t.equal((await next.ask(`${left}/1`, { method: 'DELETE' })).status, 204)
  t.strictSame(readdirSync(folder), ['job.json'])
  t.match((await next.ask(left)).body, { deleted_jobs: [], bytes: 0 })
  t.match(await next.ask(`${left}/1`, { method: 'DELETE' }), { status: 404 })
})

t.test('[Q323] a key whose job was deleted makes no other job, also after a restart', async t => {
  const app = await testApp(t)
  const request = { body: { queue: false, name: 'once' }, headers: { 'idempotency-key': 'k' } }
  const { body: { job_id } } = await app.ask(path, request)
  t.equal((await app.ask(`${path}/${job_id}`, { method: 'DELETE' })).status, 204)
  const replayed = { status: 200, body: { job_id, job_status: 'stopped', message: /^Deleted at / } }
  t.match(await app.ask(path, request), replayed)
  t.match(await app.ask(path, { ...request, body: {} }), { status: 422, body: { code: 'idempotency_conflict' } })
  await app.app.close()
  const next = await testApp(t, { STATE_DIR: app.state_dir })
  t.match(await next.ask(path, request), replayed)
  t.equal((await next.ask(path)).body.total, 0)
})
