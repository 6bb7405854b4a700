import { appendFileSync, cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { openDatabase } from '../../../../services/store/database.ts'
import { SCHEMA_VERSION } from '../../../../services/store/tables.ts'
import { ended, jobsOf, onCall, running } from '../../../helpers/jobs.ts'
import { stateDir } from '../../../helpers/server-process.ts'
import { filesBelow, oldStateDir } from '../../../helpers/state-dirs.ts'
import { testApp } from '../../../helpers/test-app.ts'

const finished = '01a21987-64c8-7832-aa5b-4dc7a5a162e8'
const waiting = '01a21987-83bb-7bb8-b746-91ae1fd5551f'
const list = '/api/v1/training-jobs'
const read = (path: string): any => JSON.parse(readFileSync(path, 'utf8')) // any: a record of any kind
const write = (path: string, record: object): void => { writeFileSync(path, JSON.stringify(record)) }

/** As the next version might write it: records have new fields, a journal a new type of event, tables a new column. */
function writeAsNewer (state_dir: string): void {
  for (const path of Object.keys(filesBelow(state_dir)).filter(path => path.endsWith('.json'))) {
    write(join(state_dir, path), { ...read(join(state_dir, path)), from_the_future: { x: [1] } })
  }
  const job = join(state_dir, 'runs', waiting)
  write(join(job, 'job.json'), {
    ...read(join(job, 'job.json')), retry: { max_retries: 0, delay_seconds: 30, stable_seconds: 600, jitter: 1 }
  })
  const event = { v: 1, seq: 2, timestamp: '2026-11-27T00:00:00.000Z', elapsed_ms: 0, type: 'job_archived', where: 'x' }
  appendFileSync(join(job, 'notes.jsonl'), JSON.stringify(event) + '\n')
  const { raw } = openDatabase(join(state_dir, 'store.db'))
  const tables = raw.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all() as Array<{ name: string }>
  for (const { name } of tables) {
    raw.exec(`ALTER TABLE ${name} ADD COLUMN from_the_future TEXT DEFAULT 'kept'`)
  }
  raw.exec('CREATE TABLE later (x TEXT); INSERT INTO later VALUES (1)')
  raw.close()
}

for (const store of [true, false]) {
  t.test(`[T45] what a newer server added is kept, ${store ? 'with' : 'without'} its store`, async t => {
    const state_dir = oldStateDir(t, 'bd93d77', { store: true })
    writeAsNewer(state_dir)
    if (!store) rmSync(join(state_dir, 'store.db'))
    const app = await testApp(t, { STATE_DIR: state_dir })
    t.match((await app.ask(`${list}?sort=created_at`)).body.jobs, [
      { job_number: 1, job_status: 'completed', last_seq: 18, problems: [] },
      { job_number: 2, job_status: 'queued', last_seq: 2, problems: [] }
    ])
    t.match((await app.ask(`${list}/${waiting}/events`)).body.events, [{ seq: 1 }, { seq: 2, type: 'job_archived' }])
    t.equal((await app.ask('/api/networks')).body.networks.length, 1)
    const body = { notes: 'new', retry: { max_retries: 2 } }
    t.match(await app.ask(`${list}/${waiting}`, { method: 'PATCH', body }), { status: 200 })
    t.equal((await app.ask('/api/v1/queue', { method: 'PATCH', body: { held: true } })).status, 200)
    t.equal((await app.ask('/api/config/current', { method: 'PUT', body: { name: 'quick' } })).status, 200)
    t.match(await app.ask(list, { body: { queue: false } }), { body: { job_number: 3 } })
    await app.app.close()
    const record = read(join(state_dir, 'runs', waiting, 'job.json'))
    t.match(record, { notes: 'new', retry: { max_retries: 2, jitter: 1 }, from_the_future: { x: [1] } })
    for (const file of ['queue.json', 'configs/.current.json', `runs/${finished}/a1/spec.json`]) {
      t.strictSame(read(join(state_dir, file)).from_the_future, { x: [1] }, file)
    }
    const { raw } = openDatabase(join(state_dir, 'store.db'))
    t.teardown(() => { raw.close() })
    if (!store) return
    t.match(raw.prepare('SELECT x FROM later').all(), [{ x: '1' }])
    t.match(raw.prepare('SELECT from_the_future FROM jobs').all(), [1, 2, 3].map(() => ({ from_the_future: 'kept' })))
  })
}

t.test('[T45] records and a store of a newer version are shown as such and left as they are', async t => {
  const state_dir = oldStateDir(t, 'bd93d77', { store: true })
  for (const file of [`runs/${waiting}/job.json`, `runs/${finished}/a2/spec.json`, 'queue.json']) {
    write(join(state_dir, file), { ...read(join(state_dir, file)), v: 2 })
  }
  const { raw } = openDatabase(join(state_dir, 'store.db'))
  const version = Number(SCHEMA_VERSION) + 1
  raw.exec(`UPDATE meta SET value = '${version}' WHERE key = 'schema_version'`)
  raw.close()
  const before = filesBelow(state_dir)
  const app = await testApp(t, { STATE_DIR: state_dir })
  const newer = 'version 2 is newer than 1, the newest that this server reads'
  t.match(await app.ask(`${list}/${waiting}`), { body: { reason: 'record_damaged', error: `job.json: /v: ${newer}` } })
  t.match(await app.ask(`${list}/${finished}`), {
    body: { job_status: 'completed', problems: [`a2/spec.json: /v: ${newer}`] }
  })
  t.match((await app.ask('/api/v1/queue')).body, { held: true })
  t.equal((await app.ask(`${list}/${waiting}`, { method: 'PATCH', body: { notes: 'x' } })).status, 409)
  await app.app.close()
  const after = filesBelow(state_dir)
  for (const [path, text] of Object.entries(before)) {
    if (path !== 'store.db' && path !== 'server.json') t.equal(after[path], text, `${path} is left as it is`)
  }
  t.ok(Object.keys(after).some(path => path.startsWith(`store.db.version-${version}-`)), 'its store is kept')
})

for (const how of ['moved', 'copied'] as const) {
  t.test(`[T48] a job that was ${how} here and has another's number is shown as damaged; both are kept`, async t => {
    const state_dir = oldStateDir(t, 'bd93d77', { store: true })
    const copy = '01a21987-83bb-7bb8-b746-91ae1fd55520'
    const folder = join(state_dir, 'runs', copy)
    cpSync(join(state_dir, 'runs', waiting), folder, { recursive: true })
    const slug = how === 'moved' ? { job_slug: 'job_another' } : {}
    write(join(folder, 'job.json'), { ...read(join(folder, 'job.json')), job_id: copy, ...slug })
    for (const store of [true, false]) {
      if (!store) rmSync(join(state_dir, 'store.db'))
      const app = await testApp(t, { STATE_DIR: state_dir })
      t.equal((await app.ask(list)).body.total, store ? 3 : 4)
      t.match((await app.ask(`${list}/${waiting}`)).body, { job_number: 2, job_status: 'queued' })
      t.match((await app.ask(`${list}/${copy}`)).body, {
        reason: 'record_damaged', error: `job.json: /job_number: job ${waiting} has 2 already`
      })
      t.ok((await app.ask(list, { body: { queue: false } })).body.job_number > 2)
      await app.app.close()
      t.ok(existsSync(join(folder, 'job.json')))
    }
  })
}

t.test('[T49] a training of a server that wrote no job.json is followed and can be stopped', async t => {
  for (const store of [true, false]) {
    const state_dir = stateDir(t)
    const env = { ...onCall, STATE_DIR: state_dir }
    const first = await testApp(t, env)
    const before = jobsOf(first, await first.stream(), state_dir)
    const { body: { job_id } } = await first.ask('/api/training/start', { body: { name: 'older' } })
    await before.until(job_id, running)
    await first.app.close()
    // As such a server had left the folder: no record of the job, and no devices in the spec.
    const folder = join(state_dir, 'runs', job_id)
    for (const name of ['job.json', 'config.json']) rmSync(join(folder, name))
    const { devices, ...spec } = read(join(folder, 'a1/spec.json'))
    t.strictSame(devices, ['cpu'])
    write(join(folder, 'a1/spec.json'), spec)
    if (!store) for (const suffix of ['', '-wal', '-shm']) rmSync(join(state_dir, `store.db${suffix}`), { force: true })

    const second = await testApp(t, env)
    const after = jobsOf(second, await second.stream(), state_dir)
    t.match(await after.get(job_id), { job_number: 1, name: 'older', job_status: 'running', attempt: 1, problems: [] })
    t.match(await second.ask('/api/training/start', { body: {} }), { status: 409, body: { code: 'already_running' } })
    const next = await after.create()
    t.match((await second.ask('/api/v1/queue')).body, {
      waiting: [{ job_id: next.job_id, job_number: 2, queue: { waiting_for: 'cpu is taken by "older" (job 1)' } }]
    })
    await after.act(job_id, 'stop')
    await after.until(job_id, ended)
    await after.until(next.job_id, running)
    t.notOk(existsSync(join(state_dir, 'collisions')), 'no two trainings had the device at once')
    t.match(read(join(folder, 'job.json')), { job_id, job_number: 1, job_name: 'older' }, 'it has its records now')
    await after.act(next.job_id, 'stop')
    await after.until(next.job_id, ended)
  }
})
