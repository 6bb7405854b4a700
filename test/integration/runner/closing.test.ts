import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import type { Test } from 'tap'
import { crashPoints } from '../../../runner/crash-points.ts'
import type { CrashPoint } from '../../../runner/crash-points.ts'
import { journalFile } from '../../../core/contract/journal.ts'
import type { JournalEvent, JournalEventOf } from '../../../core/contract/journal.ts'
import type { Attempt } from '../../helpers/attempt.ts'
import { testAttempt } from '../../helpers/attempt.ts'

t.jobs = 4
const of = <T extends JournalEvent['type']>(events: JournalEvent[], type: T): Array<JournalEventOf<T>> =>
  events.filter((event): event is JournalEventOf<T> => event.type === type)
const finals = (events: JournalEvent[]): Array<JournalEventOf<'training_status'>> =>
  of(events, 'training_status').filter(({ exit }) => exit !== null)
const trains = ({ type }: JournalEvent): boolean => type === 'training_progress'
const unsent = ['--unsent', '{dir}/unsent.jsonl']

/** Records that anybody can read: one ending, at the end, the same in exit.json, nobody left. */
function closedOnce (t: Test, run: Attempt): void {
  const events = run.events()
  const [final, ...more] = finals(events)
  t.same(more, [], 'one ending')
  t.equal(final?.seq, events.length, 'it is the last event')
  t.match(run.exit(), {
    status: final?.status, reason: final?.reason, error: final?.error ?? null, exit: final?.exit, last_seq: final?.seq
  })
  for (const { command_id } of of(events, 'command_result')) {
    t.equal(
      of(events, 'command_result').filter(
        ({ command_id: id, status }) => id === command_id && (status === 'done' || status === 'failed')
      ).length,
      1,
      'every command ends once'
    )
  }
  t.same(run.processes(), [], 'nobody is left')
  t.notOk(existsSync(run.spec.socket))
  t.notOk(existsSync(join(run.dir, 'reserve')))
}

/** Runs until the crash point is met, sending a backup and a stop if the trainer comes so far. */
async function crashAt (run: Attempt, point: CrashPoint): Promise<void> {
  const { ended } = await run.start({ env: { OT_CRASH: point } })
  try {
    await run.happened(trains)
    const line = await run.connect()
    line.send({ op: 'command', id: 'b', command: 'backup', args: {} })
    line.send({ op: 'command', id: 's', command: 'stop', args: { backup: false, force: false } })
  } catch (error) {
    if (!(error instanceof Error && error.message === 'the runner hung up')) throw error // it crashed first
  }
  const { signal } = await ended
  if (signal !== 'SIGKILL') throw new Error(`${point} was never met`)
}

const closers: CrashPoint[] = ['after-lost-warning', 'after-unsent-lines']
for (const point of crashPoints.filter(point => !closers.includes(point))) {
  t.test(`[R23] after a runner is killed ${point}, the next one finalizes the attempt exactly once`, async t => {
    const run = testAttempt(t, 'obedient.py', unsent)
    await crashAt(run, point)
    await run.finish(point === 'after-socket' ? { flags: ['--close'] } : {})
    closedOnce(t, run)
    const expected = point === 'after-socket' ? 'launch_failed' : /^(supervisor_lost|user_stop)$/
    t.match(run.exit().reason, expected)
    const before = readFileSync(join(run.dir, journalFile(1)), 'utf8')
    await run.finish()
    t.equal(readFileSync(join(run.dir, journalFile(1)), 'utf8'), before, 'a third runner changes nothing')
  })
}

for (const point of [
  'after-socket',
  ...closers,
  'before-final-status',
  'after-final-status',
  'before-exit-json',
  'after-exit-json'
] as const) {
  t.test(`[R23] after a finalizing runner is killed ${point}, the next one finalizes the attempt once`, async t => {
    const run = testAttempt(t, 'obedient.py', unsent)
    const { child, ended } = await run.start()
    await run.happened(trains)
    child.kill('SIGKILL')
    await ended
    t.match(await (await run.start({ env: { OT_CRASH: point } })).ended, { signal: 'SIGKILL' })
    await run.finish()
    closedOnce(t, run)
    t.equal(of(run.events(), 'backup_created').length, 1, 'the unsent lines are read once')
    t.equal(of(run.events(), 'warning').filter(({ code }) => code === 'supervisor_lost').length, 1)
  })
}

t.test(
  '[R24] a trainer that lost its runner saves and ends; its attempt ends with supervisor_lost and has the backup',
  async t => {
    const run = testAttempt(t, 'obedient.py', unsent)
    const { child, ended } = await run.start()
    await run.happened(trains)
    const line = await run.connect()
    line.send({ op: 'command', id: 'h', command: 'pause', args: { mode: 'hold' } })
    await run.happened(event => event.type === 'training_status' && event.status === 'paused')
    child.kill('SIGKILL')
    await ended
    const closer = await run.finish()
    t.equal(closer.report.ok, true)
    closedOnce(t, run)
    t.match(run.exit(), {
      status: 'error', reason: 'supervisor_lost', error: /saved after the runner was lost/,
      exit: { code: null, signal: null }
    })
    t.equal(of(run.events(), 'backup_created').length, 1)
    t.notOk(
      of(run.events(), 'warning').some(({ code }) => code === 'bridge_line_rejected'),
      'the torn last unsent line is left out'
    )
  }
)

t.test('[R24] a trainer that lost its runner and does not exit is ended when its time is up', async t => {
  const run = testAttempt(t, 'deaf.py', [], { orphan_patience_ms: 50 })
  const { child, ended } = await run.start()
  await run.happened(event => event.type === 'training_status' && event.phase === 'training')
  child.kill('SIGKILL')
  await ended
  t.ok(run.processes().length > 0)
  await run.finish()
  closedOnce(t, run)
  t.equal(run.exit().reason, 'supervisor_lost')
})

t.test(
  '[R24] a trainer killed together with its runner leaves an attempt that is finalized with that reason',
  async t => {
    const run = testAttempt(t, 'obedient.py', unsent)
    const { child, ended } = await run.start()
    await run.happened(trains)
    process.kill(run.runnerFile().trainer?.pid ?? 0, 'SIGSTOP')
    child.kill('SIGKILL')
    process.kill(run.runnerFile().trainer?.pid ?? 0, 'SIGKILL')
    await ended
    await run.finish()
    closedOnce(t, run)
    t.match(run.exit(), { reason: 'supervisor_lost', error: /was lost/ })
  }
)

for (const name of ['unsent.jsonl', 'spool.jsonl']) { // the second: a bridge of an earlier version
  t.test(`[R24] lines that descriptor 3 did not take are read from ${name}, with a warning`, async t => {
    const run = testAttempt(t, 'obedient.py', ['--steps', '2'])
    const progress = {
      type: 'progress', epoch: 0, epoch_step: 9, epoch_sample: 9, global_step: 9, max_step: 9, max_epoch: 1, loss: 1
    }
    const line = JSON.stringify({ ...progress, smooth_loss: 1, learning_rate: 1 })
    writeFileSync(join(run.dir, name), line + '\n{"torn')
    await run.finish()
    closedOnce(t, run)
    t.same(of(run.events(), 'training_progress').map(({ global_step }) => global_step), [1, 2, 9])
    t.match(of(run.events(), 'warning'), [{ code: 'spool_read' }])
  })
}

t.test('[R25] half a line at the end of the journal is cut off, counted, and overwritten by whole ones', async t => {
  const run = testAttempt(t, 'obedient.py')
  const { child, ended } = await run.start()
  await run.happened(trains)
  child.kill('SIGKILL')
  await ended
  appendFileSync(join(run.dir, journalFile(1)), '{"v":1,"seq":99,"timest')
  await run.finish()
  closedOnce(t, run)
  t.match(of(run.events(), 'gap'), [{ reason: 'journal_torn', dropped: { bytes: 23 } }])
})

t.test('[R25] an exit.json that was lost is written again from the last event, and nothing else changes', async t => {
  const run = testAttempt(t, 'obedient.py', ['--steps', '2'])
  await run.finish()
  const [journal, exit] = [readFileSync(join(run.dir, journalFile(1)), 'utf8'), run.exit()]
  rmSync(join(run.dir, 'exit.json'))
  await run.finish()
  t.equal(readFileSync(join(run.dir, journalFile(1)), 'utf8'), journal)
  t.same({ ...run.exit(), ended_at: exit.ended_at }, exit)
})

t.test('[R26] after a restart of the machine the attempt ends at once, with machine_restarted', async t => {
  const run = testAttempt(t, 'obedient.py', ['--steps', '2'])
  writeFileSync(
    join(run.dir, 'runner.json'),
    JSON.stringify({
      v: 1, boot_id: 'another boot', runner: { pid: process.pid, start_ticks: 1 },
      trainer: { pid: process.pid, start_ticks: 2 }, socket: run.spec.socket, started_at: '2026-01-01T00:00:00.000Z'
    })
  )
  await run.finish()
  closedOnce(t, run)
  t.match(run.exit(), { status: 'error', reason: 'machine_restarted', last_seq: 2 })
})

t.test('[R21] a live runner that lost its socket is not joined by a second one', async t => {
  const run = testAttempt(t, 'obedient.py')
  const { child, ended } = await run.start()
  await run.happened(trains)
  rmSync(run.spec.socket)
  t.match((await run.finish()).report, { ok: false, message: /is alive but does not answer/ })
  child.kill('SIGTERM')
  await ended
  t.equal(run.exit().status, 'stopped')
})
