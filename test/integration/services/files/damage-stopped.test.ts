import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import type { Test } from 'tap'
import { choose, createRandom, damageFile, fileDamages, lostFiles } from '../../../helpers/damage.ts'
import type { FileDamage } from '../../../helpers/damage.ts'
import { ended, jobsOf, onCall, running } from '../../../helpers/jobs.ts'
import { copyOf, filesBelow, oldStateDir } from '../../../helpers/state-dirs.ts'
import { testApp } from '../../../helpers/test-app.ts'
import type { TestApp } from '../../../helpers/test-app.ts'
import { root } from '../../../helpers/tree.ts'

// DAMAGE=all runs every case. DAMAGE_SEED chooses others of them.
const seed = Number(process.env.DAMAGE_SEED ?? 1)
const random = createRandom(seed)
const EACH = process.env.DAMAGE === 'all' ? fileDamages.length : 2

/** What no reader of the state directory depends on, and what is made again. */
const unneeded = /(store\.db-(wal|shm)|runner\.log|output\.log|\/do|\.lock|server\.json|meta\.json)$/
/** What leaves no trace when it is deleted: the server cannot know that it was there. */
const optional = /^(queue\.json|configs\/.*|networks\/.*|store\.db|runs\/[^/]+\/(commands\.jsonl|a\d+\/(exit|runner)\.json))$/
/** Journals are read once; what they told is in the store. */
const journal = /\/events-\d+\.jsonl$/

/** Whether a person is told of the damage. */
function isTold (path: string, how: FileDamage): boolean {
  if (how === 'of the last version') return false
  if (unneeded.test(path)) return path === 'server.lock' && (how === 'zeroed' || how === 'garbage')
  if (how === 'deleted' && optional.test(path)) return path === 'store.db'
  if (how === 'unreadable') return !journal.test(path) && path !== 'store.db'
  return !(journal.test(path) && (how === 'zeroed' || how === 'garbage'))
}

async function open (t: Test, state_dir: string): Promise<TestApp> {
  return await testApp(t, { ...onCall, STATE_DIR: state_dir, LOG_LEVEL: 'warn' })
}

// any: jobs of the reply
const listed = async ({ ask }: TestApp): Promise<any[]> =>
  (await ask('/api/v1/training-jobs?sort=created_at&limit=100')).body.jobs

const facts = (jobs: any[]): string[] => jobs.map(({ job_number, name, job_status, attempt, last_seq, notes, tags }) =>
  [job_number, name, job_status, attempt, last_seq, notes, tags].join())

/** All that a person can read. */
async function everythingSaid (app: TestApp): Promise<string> {
  const paths = ['/api/v1/training-jobs', '/api/networks', '/api/config/list', '/api/v1/queue']
  const replies = await Promise.all(paths.map(async path => JSON.stringify((await app.ask(path)).body)))
  return [...app.log_lines, ...replies].join('\n')
}

/** The words, any of which name a damaged file to a person. */
function namesOf (path: string): string[] {
  const [, saved] = /^configs\/([^.].*)\.json$/.exec(path) ?? []
  const listed = `{"name":"${saved}","source":"saved","description":"Cannot be used: `
  if (saved !== undefined) return [listed]
  return path.startsWith('runs/') ? [path, path.split('/').slice(2).join('/')] : [path]
}

/** A folder with jobs of two versions: ended, queued, idle, and one with a backup. No server has it. */
async function seedState (t: Test): Promise<string> {
  const state_dir = oldStateDir(t, 'bd93d77', { store: true })
  const app = await open(t, state_dir)
  const jobs = jobsOf(app, await app.stream(), state_dir)
  await jobs.create({ queue: false, name: 'idle' })
  const { job_id } = await jobs.create({ name: 'backed up', priority: 1 })
  await jobs.hold(false)
  await jobs.until(job_id, running)
  await jobs.hold(true)
  await jobs.act(job_id, 'stop', { backup: true })
  await jobs.until(job_id, ended)
  while ((await app.ask('/api/v1/queue')).body.devices[0].job_id !== null);
  await app.app.close()
  return state_dir
}

const older = (path: string): Buffer | null => {
  const kept = join(root, 'test/fixtures/state-dirs/bd93d77', path === 'store.db' ? path : `state/${path}`)
  return existsSync(kept) ? readFileSync(kept) : null
}

t.test('[T43] whichever file is damaged, the server starts, says so, and loses nothing else', async t => {
  const sound = await seedState(t)
  const app = await open(t, copyOf(t, sound))
  const before = await listed(app)
  await app.app.close()
  const files = Object.keys(filesBelow(sound)).filter(path => !path.includes('/thumbnails/'))
  const cases = files.flatMap(path => choose(fileDamages, EACH, random).map(how => ({ path, how })))
  for (const { path, how } of cases) {
    await t.test(`${path}, ${how}`, async t => {
      const state_dir = copyOf(t, sound)
      const repair = damageFile(t, join(state_dir, path), { how, random, older: older(path) })
      const damaged = filesBelow(state_dir)
      const app = await open(t, state_dir)
      const owner = path.split('/')[1]
      const jobs = await listed(app)
      const others = (list: any[]) => facts(list.filter(({ job_id }) => job_id !== owner)) // any: as above
      t.strictSame(others(jobs), others(before), 'the other jobs are as they were')
      t.equal(jobs.length, before.length, 'its job is shown')
      const text = await everythingSaid(app)
      if (isTold(path, how)) t.ok(namesOf(path).some(name => text.includes(name)), `a person reads of ${path}`)
      t.strictSame(lostFiles(damaged, filesBelow(state_dir)), [], 'nothing is removed')
      const { body: { job_number } } = await app.ask('/api/v1/training-jobs', { body: { queue: false } })
      t.notOk(jobs.some(job => job.job_number === job_number), 'its number is new')
      await app.app.close()
      if (how !== 'unreadable') return
      repair()
      const healed = await open(t, state_dir)
      t.strictSame(facts((await listed(healed)).slice(0, before.length)), facts(before), 'and it heals')
    })
  }
  t.comment(`seed ${seed}: ${cases.length} of ${files.length * fileDamages.length} cases, ${files.length} files`)
})
