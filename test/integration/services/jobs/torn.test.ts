import { appendFileSync, existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import type { JobRecord } from '../../../../core/contract/job-record.ts'
import { compare, journalOf } from '../../../helpers/journals.ts'
import { ended, jobsOf, onCall, running } from '../../../helpers/jobs.ts'
import { startServer, stateDir } from '../../../helpers/server-process.ts'
import { connectStream } from '../../../helpers/stream-client.ts'
import { testApp, trainerProgram } from '../../../helpers/test-app.ts'

const open = async (t: Parameters<typeof testApp>[0], state_dir: string) => {
  const app = await testApp(t, { ...onCall, STATE_DIR: state_dir })
  return { app, jobs: jobsOf(app, await app.stream(), state_dir) }
}

t.test(
  '[Q29] a server killed between any two writes of a job leaves a job that the next server completes as intended',
  async t => {
    const state_dir = stateDir(t)
    const file = (job_id: string, name: string): string => join(state_dir, 'runs', job_id, name)
    const rewrite = (job_id: string, change: Partial<JobRecord>): void => {
      const record = JSON.parse(readFileSync(file(job_id, 'job.json'), 'utf8')) as JobRecord
      writeFileSync(file(job_id, 'job.json'), JSON.stringify({ ...record, ...change }))
    }
    const first = await open(t, state_dir)
    await first.jobs.hold(true)
    const made = []
    for (let index = 0; index < 7; index++) {
      made.push(
        await first.jobs.create({ queue: [1, 2, 3, 6].includes(index), ...(index === 2 ? { after: ['1'] } : {}) })
      )
    }
    // as: seven were made
    const [kept, left, following, torn, deleted, removed, renamed] = made.map(({ job_id }) => job_id as string) as [
      string, string, string, string, string, string, string
    ]
    await first.app.app.close()

    const waiting = {
      for_attempt: 1, rank: 9, queued_at: '2026-01-01T00:00:00.000Z', not_before: null, resume_from: null
    }
    rewrite(kept, { waiting }) // it was queued, and had not said so
    rewrite(left, { waiting: null }) // it was taken out, and had not said so
    rmSync(join(state_dir, 'runs', torn, 'notes.jsonl'))
    appendFileSync(file(torn, 'notes.jsonl'), '{"v":1,"seq":1,"type":"job_que') // a line that was cut short
    rewrite(deleted, { deleted: { at: '2026-01-01T00:00:00.000Z', files: true } }) // nothing was cleared yet
    rmSync(join(state_dir, 'runs', removed), { recursive: true }) // by hand
    rewrite(renamed, { job_name: 'renamed' }) // the store had not heard of it
    for (const job_id of [following]) rewrite(job_id, { waiting: null })

    const second = await open(t, state_dir)
    const {
      body: { jobs: found }
    } = await second.jobs.list('?sort=created_at')
    t.strictSame(
      found.map(({ job_number, status }: { job_number: number, status: string }) => `${job_number} ${status}`),
      ['1 queued', '2 stopped', '3 stopped', '4 queued', '7 queued']
    )
    t.match(await second.jobs.get(kept), { last_seq: 1, queue: { position: 3 } })
    t.match(await second.jobs.get(left), { last_seq: 2, message: 'Taken out of the queue' })
    t.match(await second.jobs.get(renamed), { name: 'renamed', state: { job_name: 'renamed' } })
    t.strictSame(readdirSync(join(state_dir, 'runs', deleted)), ['job.json'])
    t.match(await second.jobs.create({ queue: false }), { job_number: 8 })
    await second.jobs.hold(false)
    await second.jobs.until(torn, running)
    await second.app.app.close()

    for (const suffix of ['', '-wal', '-shm']) rmSync(join(state_dir, 'store.db' + suffix), { force: true })
    const third = await open(t, state_dir)
    const relisted = (await third.jobs.list('?sort=created_at')).body.jobs
    t.strictSame(
      relisted.map(({ job_number, status }: { job_number: number, status: string }) => `${job_number} ${status}`),
      ['1 queued', '2 stopped', '3 stopped', '4 running', '7 queued', '8 idle']
    )
    t.notOk(existsSync(join(state_dir, 'collisions')))
  }
)

t.test(
  '[Q30] ten concurrent operations on one job leave it in one state, and each reply reports what was done',
  async t => {
    const { app, jobs } = await open(t, stateDir(t))
    await jobs.hold(true)
    const job = await jobs.create({ queue: false })
    const start = await Promise.all(Array.from({ length: 10 }, async () => await jobs.act(job.job_id, 'start')))
    t.strictSame(
      start.map(({ status }) => status),
      Array.from({ length: 10 }, () => 202)
    )
    t.equal(start.filter(({ body }) => body.message === 'Already queued').length, 9)
    const mixed = await Promise.all([
      jobs.act(job.job_id, 'stop'), jobs.remove(job.job_id), jobs.act(job.job_id, 'retry'),
      jobs.patch(job.job_id, { name: 'x' }), jobs.remove(job.job_id), jobs.act(job.job_id, 'start')
    ])
    t.strictSame([mixed[1].status, mixed[4].status].sort(), [204, 404], 'deleted once')
    t.ok(
      mixed.every(({ status }) => [200, 202, 204, 404, 409].includes(status)),
      'none goes wrong'
    )
    t.match((await jobs.list()).body, { total: 0 })
    t.match(await app.ask('/api/v1/queue'), { body: { waiting: [] } })
  }
)

t.test(
  '[Q31] a job that is renamed while it trains, by a server that is then killed, keeps its name and every event',
  async t => {
    const state_dir = stateDir(t)
    const env = { ONETRAINER_PYTHON: trainerProgram('marathon') }
    let server = await startServer(t, state_dir, env)
    const {
      body: { job_id }
    } = await server.ask('/api/training/start', { body: { config: { epochs: 100 } } })
    const path = `/api/v1/training-jobs/${job_id as string}`
    for (let kill = 0; kill < 4; kill++) {
      const client = await connectStream(`${server.url}/ws`)
      for (let change = 0; change < 10; change++) {
        const heard = client.frames.length
        await Promise.all([
          server.ask(path, { method: 'PATCH', body: { name: `name ${kill} ${change}` } }),
          client.until(() => client.frames.length > heard)
        ])
      }
      await client.close()
      await server.kill()
      server = await startServer(t, state_dir, env)
      t.match((await server.ask(path)).body, { name: `name ${kill} 9`, state: { job_name: `name ${kill} 9` } })
    }
    const client = await connectStream(`${server.url}/ws`)
    await server.ask('/api/training/stop', { body: {} })
    await client.until(ended)
    t.equal(
      (await server.ask(path)).body.state.job_name, 'name 3 9',
      'an event that came meanwhile has not brought the old one back'
    )
    await client.close()
    await server.kill()
    await compare(t, state_dir)
    t.strictSame(
      journalOf(state_dir).filter(({ type }) => type === 'gap'),
      []
    )
  }
)
