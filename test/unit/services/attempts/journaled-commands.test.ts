import { appendFileSync, mkdirSync, readFileSync, readdirSync, rmdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import type { Test } from 'tap'
import { createJournaledCommands } from '../../../../services/attempts/journaled-commands.ts'
import { openStoreFile } from '../../../../services/store/open.ts'
import { createStore } from '../../../../services/store/store.ts'
import type { CommandRow, Store } from '../../../../services/store/store.ts'
import { liveJob } from '../../../helpers/live-job.ts'

const job = liveJob(1)
const { job_id } = job.record
const ids = ['one', 'two', 'three']
const row = (command_id: string): CommandRow => ({
  command_id, job_number: 1, command: 'backup', args: '{"a":1}', status: 'sent', message: '', file: null,
  created_at: '2026-01-01T00:00:00.000Z', ended_at: null
})

async function openStore (t: Test, name = 'store'): Promise<Store> {
  const dir = join(t.testdirName, name)
  mkdirSync(dir, { recursive: true })
  const { db } = await openStoreFile(dir, () => 'g', () => 0)
  const store = createStore(db)
  t.teardown(async () => { await store.close() })
  await store.addJob({ ...job.record, state: job.position.state, config: {} })
  return store
}

/** A folder of a job, with a function that makes the commands of a store; `warnings`: what is logged. */
function jobFolder (t: Test) {
  const job_dir = join(t.testdir(), 'job')
  mkdirSync(job_dir)
  const warnings: object[] = []
  const over = (store: Store) => createJournaledCommands({
    store, folders: { jobDir: () => job_dir }, registry: { find: () => job },
    log: { warn (facts) { warnings.push(facts) } }
  })
  return { job_dir, over, warnings, path: join(job_dir, 'commands.jsonl') }
}

const rowsOf = async (store: Store): Promise<unknown[]> =>
  await Promise.all(ids.map(async id => await store.command(id)))

t.test('[T87] a new store gets the commands of a job as they were: when each was sent, and how it ended', async t => {
  const { job_dir, over, path } = jobFolder(t)
  const store = await openStore(t)
  const commands = over(store)
  for (const id of ids) t.equal(await commands.addCommand(row(id)), true)
  t.equal(await commands.addCommand(row('one')), false, 'known already')
  await commands.failCommand('two', 'The training had ended', '2026-01-02T00:00:00.000Z')
  const before = await rowsOf(store)
  t.match(before, [{ status: 'sent' }, { status: 'failed', message: 'The training had ended' }, { args: '{"a":1}' }])
  const rebuilt = await openStore(t, 'rebuilt')
  await over(rebuilt).restore(job.record)
  await over(rebuilt).restore(job.record)
  t.strictSame(await rowsOf(rebuilt), before)
  t.equal(readFileSync(path, 'utf8').split('\n').length, 5, 'four lines')
  t.strictSame(readdirSync(job_dir), ['commands.jsonl'])
})

t.test('[T87] a line that is damaged costs itself alone', async t => {
  const { over, path, warnings } = jobFolder(t)
  const store = await openStore(t)
  await over(store).addCommand(row('one'))
  appendFileSync(path, 'garbage\n{"v":1,"type":"sent"}\n{"v":1,"type":"sent","command_id":"tw')
  await over(store).addCommand(row('three'))
  const rebuilt = await openStore(t, 'rebuilt')
  await over(rebuilt).restore(job.record)
  t.match(await rowsOf(rebuilt), [{ command_id: 'one' }, undefined, { command_id: 'three' }])
  t.match(warnings, [{ job_id, err: /line 2/ }, { job_id, err: /line 3/ }])
})

for (const how of ['emptied', 'cut', 'zeroed'] as const) {
  t.test(`[T100] the commands of a job whose file was ${how} are used as far as they are whole`, async t => {
    const { over, path, warnings } = jobFolder(t)
    const store = await openStore(t)
    for (const id of ['one', 'two']) await over(store).addCommand(row(id))
    const bytes = readFileSync(path)
    const damaged = { emptied: '', cut: bytes.subarray(0, -5), zeroed: Buffer.alloc(bytes.length) }
    writeFileSync(path, damaged[how])
    const rebuilt = await openStore(t, 'rebuilt')
    await over(rebuilt).restore(job.record)
    t.match(await rowsOf(rebuilt), [how === 'cut' ? { command_id: 'one' } : undefined, undefined, undefined])
    t.strictSame(warnings, [{ job_id, problem: 'commands.jsonl: its end is missing' }])
  })
}

t.test('[T87] a command that the store refuses is sent by no later server', async t => {
  const { over } = jobFolder(t)
  const store = await openStore(t)
  const full = { ...store, addCommand: async () => { throw new Error('the disk is full') } }
  await t.rejects(over(full).addCommand(row('one')), { message: 'the disk is full' })
  await over(store).restore(job.record)
  t.strictSame(await store.unsentCommands(1), [])
  t.match(await store.command('one'), { status: 'failed' })
})

const stop = (command_id: string): CommandRow => ({ ...row(command_id), command: 'stop', args: '{}' })
const fullStore = (store: Store): Store => ({
  ...store,
  addCommand: async () => { throw Object.assign(new Error('full'), { errcode: 13 }) },
  failCommand: async () => { throw Object.assign(new Error('full'), { errcode: 13 }) }
})

t.test('[T300] a stop or a kill that cannot be written is known in memory; any other command fails', async t => {
  const { over, path, warnings } = jobFolder(t)
  const store = await openStore(t)
  const commands = over(store)
  mkdirSync(path)
  t.equal(await commands.addCommand(stop('one')), true)
  t.equal(await commands.addCommand({ ...stop('two'), command: 'kill' }), true)
  t.equal(await commands.addCommand(stop('one')), false, 'known already')
  t.equal(commands.unrecorded('one'), 'EISDIR')
  t.match(warnings, [{ job_id, command_id: 'one', err: { code: 'EISDIR' } }, { command_id: 'two' }])
  t.match(await commands.unsentCommands(1), [{ command_id: 'one', command: 'stop' }, { command_id: 'two' }])
  await commands.failCommand('two', 'The training had ended', '2026-01-02T00:00:00.000Z')
  t.match(await commands.command('two'), { status: 'failed', message: 'The training had ended' })
  t.match(await commands.unsentCommands(1), [{ command_id: 'one' }])
  await t.rejects(commands.addCommand(row('three')), { code: 'EISDIR' })
  t.equal(await commands.command('three'), undefined)
})

t.test('[T300] a stop that only the store refuses is sent by a later server', async t => {
  const { over } = jobFolder(t)
  const store = await openStore(t)
  const commands = over(fullStore(store))
  t.equal(await commands.addCommand(stop('one')), true)
  t.equal(commands.unrecorded('one'), 'SQLITE_FULL')
  t.match(await commands.unsentCommands(1), [{ command_id: 'one', status: 'sent' }])
  await over(store).restore(job.record)
  t.match(await store.unsentCommands(1), [{ command_id: 'one' }])
})

/** A stop that is in memory only: a folder stands where the commands of its job are written. */
async function stopInMemory (t: Test) {
  const { over, path } = jobFolder(t)
  const store = await openStore(t)
  const commands = over(store)
  mkdirSync(path)
  await commands.addCommand(stop('one'))
  return { commands, store, path }
}

t.test('[T300] a stop in memory is as the journal of its runner says, once that is in the store', async t => {
  const { commands, store } = await stopInMemory(t)
  await store.addCommand({ ...stop('one'), status: 'accepted' })
  t.match(await commands.command('one'), { status: 'accepted' })
  t.strictSame(await commands.unsentCommands(1), [])
  t.equal(commands.unrecorded('one'), null)
})

t.test('[T300] a stop that was in memory fails on the disk, once that can be written', async t => {
  const { commands, store, path } = await stopInMemory(t)
  rmdirSync(path)
  await commands.failCommand('one', 'The training had ended', '2026-01-02T00:00:00.000Z')
  t.match(await store.command('one'), { status: 'failed', message: 'The training had ended' })
  t.equal(commands.unrecorded('one'), null)
})
