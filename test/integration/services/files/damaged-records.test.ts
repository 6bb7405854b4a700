import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import type { Test } from 'tap'
import { createSecretStore } from '../../../../services/onetrainer/secrets.ts'
import { copyOf, damages, filesBelow, oldStateDir } from '../../../helpers/state-dirs.ts'
import type { Damage } from '../../../helpers/state-dirs.ts'
import { testApp } from '../../../helpers/test-app.ts'
import type { TestApp } from '../../../helpers/test-app.ts'

const ended = '01a21987-64c8-7832-aa5b-4dc7a5a162e8'
const queued = '01a21987-83bb-7bb8-b746-91ae1fd5551f'
const jobs = '/api/v1/training-jobs'
const all = Object.keys(damages) as Damage[]

/** Damages that are tried once more after the store was lost. */
const withoutStore: Damage[] = ['cut in half', 'deleted']

async function open (t: Test, state_dir: string): Promise<TestApp> {
  return await testApp(t, { STATE_DIR: state_dir, LOG_LEVEL: 'warn' })
}

/** A folder with an ended job of two attempts, a queued one and an idle one; its server has ended. */
async function seed (t: Test): Promise<{ state_dir: string, idle: string }> {
  const state_dir = oldStateDir(t, 'bd93d77', { store: true })
  const { app, ask } = await open(t, state_dir)
  const { body } = await ask(jobs, { body: { queue: false, name: 'idle' } })
  await app.close()
  return { state_dir, idle: body.job_id }
}

function damage (path: string, how: Damage, missing: string): void {
  const damaged = damages[how](readFileSync(path, 'utf8'), missing)
  if (damaged === null) rmSync(path)
  else writeFileSync(path, damaged)
}

const problems: Record<Exclude<Damage, 'unknown field'>, (file: string, field: string) => string> = {
  'missing field': (file, field) => `${file}: /${field}: is missing`,
  'cut in half': file => `${file}: is not JSON`,
  emptied: file => `${file}: is empty`,
  deleted: file => `${file}: is missing`
}

/** Asks for everything that can be done with a job that is shown; each is refused with job_damaged. */
async function actsAreRefused (t: Test, { ask }: TestApp, job_id: string): Promise<void> {
  const url = `${jobs}/${job_id}`
  const acts = ['start', 'stop', 'pause', 'resume', 'kill', 'retry'].map(act => [`${url}/${act}`, 'POST', {}] as const)
  const asks = ['events', 'metrics', 'logs', 'attempts', 'models'].map(
    what => [`${url}/${what}`, 'GET', undefined] as const
  )
  for (const [path, method, body] of [...acts, ...asks, [url, 'PATCH', { notes: 'x' }] as const]) {
    t.match(await ask(path, { method, body }), { status: 409, body: { code: 'job_damaged' } }, `${method} ${path}`)
  }
}

t.test('[T7] a damaged job is shown with the reason; nothing else is lost, and nothing of it is changed', async t => {
  const { state_dir: sound, idle } = await seed(t)
  const others = (await (await open(t, copyOf(t, sound))).ask(jobs)).body.jobs
  const number = { [ended]: 1, [queued]: 2, [idle]: 3 }
  const cases = [
    ...all.flatMap(how =>
      [ended, queued, idle].map(job_id => ({ job_id, file: 'job.json', field: 'created_at', how }))
    ),
    // A config may have any field or none, and the last line of a journal may be cut short by a crash.
    ...(['cut in half', 'emptied', 'deleted'] as const).map(how => ({
      job_id: ended, file: 'config.json', field: '', how
    })),
    ...(['missing field', 'unknown field'] as const).map(how => ({
      job_id: queued, file: 'notes.jsonl', field: 'seq', how
    }))
  ]
  for (const store of [true, false]) {
    for (const { job_id, file, field, how } of cases) {
      if (!store && !withoutStore.includes(how)) continue
      if (!store && job_id === idle && how === 'deleted') continue // nothing is left that shows that it was a job
      await t.test(`${file} of job ${number[job_id]}, ${how}, ${store ? 'with' : 'without'} the store`, async t => {
        const state_dir = copyOf(t, sound)
        if (!store) rmSync(join(state_dir, 'store.db'))
        const path = join(state_dir, 'runs', job_id, file)
        damage(path, how, field)
        if (file === 'notes.jsonl') writeFileSync(path, readFileSync(path, 'utf8') + '\n')
        const before = filesBelow(join(state_dir, 'runs'))
        const app = await open(t, state_dir)
        const shown = (await app.ask(jobs)).body.jobs
        const rest = (list: Array<{ job_id: string }>) =>
          list.filter(job => job.job_id !== job_id).map(job => job.job_id)
        t.strictSame(rest(shown), rest(others), 'the other jobs are all there')
        const one = await app.ask(`${jobs}/${job_id}`)
        if (how === 'unknown field') {
          t.match(one, {
            status: 200,
            body: { job_number: number[job_id], reason: job_id === ended ? 'finished' : null }
          })
          if (file === 'job.json') {
            t.equal((await app.ask(`${jobs}/${job_id}`, { method: 'PATCH', body: { notes: 'new' } })).status, 200)
            t.match(JSON.parse(readFileSync(path, 'utf8')), { notes: 'new', from_the_future: { x: 1 } })
          }
          return
        }
        const problem = problems[how](file === 'notes.jsonl' ? 'notes.jsonl line 1' : file, field)
        t.match(one, { status: 200, body: { job_status: 'error', reason: 'record_damaged', error: problem } })
        t.ok(app.log_lines.some(line => line.includes(problem) && line.includes(job_id)), `the log has: ${problem}`)
        if (store || job_id === ended) t.equal(one.body.job_number, number[job_id])
        await actsAreRefused(t, app, job_id)
        t.strictSame(filesBelow(join(state_dir, 'runs')), before, 'nothing under runs/ is changed')
        const { body: { job_number } } = await app.ask(jobs, { body: { queue: false } })
        t.ok(job_number > 3 && job_number !== one.body.job_number, 'its number is not given again')
      })
    }
  }
})

t.test('[T7] a damaged job is deleted by its id, also where its job.json is gone', async t => {
  const { state_dir: sound } = await seed(t)
  for (const files of [true, false]) {
    for (const how of ['emptied', 'deleted'] as const) {
      const state_dir = copyOf(t, sound)
      damage(join(state_dir, 'runs', ended, 'job.json'), how, '')
      const first = await open(t, state_dir)
      t.match(await first.ask(`${jobs}/1?files=${files}`, { method: 'DELETE' }), { status: 409 })
      t.equal((await first.ask(`${jobs}/${ended}?files=${files}`, { method: 'DELETE' })).status, 204)
      await first.app.close()
      const second = await open(t, state_dir)
      t.equal((await second.ask(`${jobs}/${ended}`)).status, 404)
      t.match(await second.ask(jobs, { body: { queue: false } }), { body: { job_number: 4 } })
      t.equal(readdirSync(join(state_dir, 'runs', ended)).includes('a1'), !files)
    }
  }
})

t.test('[T7] an attempt with a damaged record is reported as such, and its job keeps its events', async t => {
  const { state_dir: sound } = await seed(t)
  const fields = { 'spec.json': 'cookie', 'exit.json': 'status', 'config.json': '' }
  for (const store of [true, false]) {
    for (const [file, field] of Object.entries(fields)) {
      for (const how of all.filter(how => field !== '' || how !== 'missing field')) {
        await t.test(`${file}, ${how}, ${store ? 'with' : 'without'} the store`, async t => {
          if (!store && !withoutStore.includes(how)) return
          const state_dir = copyOf(t, sound)
          if (!store) rmSync(join(state_dir, 'store.db'))
          damage(join(state_dir, 'runs', ended, 'a2', file), how, field)
          const before = filesBelow(join(state_dir, 'runs'))
          const app = await open(t, state_dir)
          const { body } = await app.ask(jobs)
          t.strictSame(body.jobs.map((job: any) => job.job_number), [3, 2, 1]) // any: a job of the reply
          t.match(await app.ask(`${jobs}/${ended}`), { body: { job_status: 'completed', attempt: 2, last_seq: 18 } })
          const { status, body: { attempts } } = await app.ask(`${jobs}/${ended}/attempts`)
          t.equal(status, 200)
          t.match(attempts[0], { attempt: 1, reason: 'trainer_exit' })
          t.equal(attempts.length, 2)
          t.strictSame(filesBelow(join(state_dir, 'runs')), before, 'nothing under runs/ is changed')
          if (how === 'unknown field' || (file === 'exit.json' && how === 'deleted')) return
          const problem = problems[how](`a2/${file}`, field)
          t.match(attempts[1], { attempt: 2, reason: 'record_damaged', error: problem })
          t.ok(app.log_lines.some(line => line.includes(problem) && line.includes(ended)), `the log has: ${problem}`)
        })
      }
    }
  }
})

const network_id = '01a21987-6457-785e-9ef4-30c89707add2'
const damaged: Damage[] = ['missing field', 'cut in half', 'emptied']
const absent: Damage[] = [...damaged, 'deleted']

/** The files of the server: what is asked of it while they are damaged, and how they are replaced. */
const serverFiles = [
  {
    file: 'queue.json', field: 'v', damaged: ['cut in half', 'emptied'],
    async check (t: Test, { ask }: TestApp, how: Damage) {
      t.equal((await ask('/api/v1/queue')).body.held, how !== 'deleted')
    },
    replace: async ({ ask }: TestApp) => await ask('/api/v1/queue', { method: 'PATCH', body: { held: true } })
  },
  {
    file: 'configs/.current.json', field: 'config', damaged,
    async check (t: Test, { ask }: TestApp, how: Damage) {
      t.equal((await ask('/api/config/current')).body.source, absent.includes(how) ? 'defaults' : 'active')
    },
    replace: async ({ ask }: TestApp) => await ask('/api/config/current', { method: 'PUT', body: { name: 'quick' } })
  },
  {
    file: `networks/${network_id}.json`, field: 'name', damaged,
    async check (t: Test, { ask }: TestApp, how: Damage) {
      t.equal((await ask('/api/networks')).body.networks.length, absent.includes(how) ? 0 : 1)
      const { body: { code } } = await ask(`/api/networks/${network_id}`)
      const missing = how === 'deleted' ? 'network_not_found' : undefined
      t.equal(code, damaged.includes(how) ? 'network_damaged' : missing)
    }
  },
  { file: 'server.json', field: 'pid', damaged: [], async check () {} } // only ever written over
]

t.test(
  '[T8] a damaged file of the server is reported, read as the safe choice, and kept when it is replaced',
  async t => {
    const { state_dir: sound } = await seed(t)
    for (const { file, field, damaged, check, replace } of serverFiles) {
      for (const how of all) {
        await t.test(`${file}, ${how}`, async t => {
          const state_dir = copyOf(t, sound)
          damage(join(state_dir, file), how, field)
          const before = filesBelow(state_dir)[file]
          const app = await open(t, state_dir)
          t.equal((await app.ask(jobs)).body.jobs.length, 3)
          await check(t, app, how)
          t.equal(
            app.log_lines.some(line => line.includes('.json: ')),
            damaged.includes(how),
            'the log names it'
          )
          if (file !== 'server.json') t.equal(filesBelow(state_dir)[file], before, 'it is left as it is')
          if (replace === undefined) return
          t.equal((await replace(app)).status, 200)
          const after = filesBelow(state_dir)
          t.equal(after[`${file}.damaged-1`], damaged.includes(how) ? before : undefined, 'kept aside')
          const written = JSON.parse(after[file]!) as Record<string, unknown>
          t.strictSame(written.from_the_future, how === 'unknown field' ? { x: 1 } : undefined)
        })
      }
    }
  }
)

t.test('[T8] damaged secrets are reported without their text, and kept aside each time', t => {
  const dir = t.testdir({ 'secrets.json': '{"huggingface_token": "hidden', 'secrets.json.damaged-1': 'an older one' })
  const said: string[] = []
  const store = createSecretStore(dir, message => { said.push(message) })
  t.strictSame(said, ['secrets.json: is not JSON; no secrets are known'])
  t.strictSame(store.env(), {})
  return store.keep({ huggingface_token: 'new' }).then(() => {
    t.match(filesBelow(dir), {
      'secrets.json': /new/, 'secrets.json.damaged-1': 'an older one', 'secrets.json.damaged-2': /hidden$/
    })
    t.strictSame(createSecretStore(dir, message => { said.push(message) }).env(), { HF_TOKEN: 'new' })
    t.equal(said.length, 1)
  })
})
