import t from 'tap'
import type { Test } from 'tap'
import { createCommandSender } from '../../../../services/attempts/command-sender.ts'
import type { Attempt } from '../../../../services/attempts/follow.ts'
import { attachAttempt, detachAttempt, endReservation, newJob, reserve } from '../../../../services/jobs/live-job.ts'
import { newRecord } from '../../../../services/jobs/new-record.ts'
import { openStoreFile } from '../../../../services/store/open.ts'
import { createStore } from '../../../../services/store/store.ts'
import { createManualClock } from '../../../helpers/manual-clock.ts'

/** A job with an attempt that records what it is sent, and the real store. */
async function setUp (
  t: Test, answer: Awaited<ReturnType<Attempt['send']>> = { outcome: 'accepted' }, unrecorded: string | null = null
) {
  const { db } = await openStoreFile(t.testdir(), () => 'g', () => 0)
  const store = createStore(db)
  t.teardown(async () => { await store.close() })
  const job = newJob(
    newRecord({
      job_id: '019a4f6e-7b1c-7c3e-9d2a-5f0b8e6c1d42', job_number: 1, job_slug: 'job_aaaaaaaa', job_name: 'Training 1',
      trainer: 'builtin', created_at: '2026-01-01T00:00:00.000Z'
    }),
    {}
  )
  await store.addJob({ ...job.record, state: job.position.state, config: {} })
  const clock = createManualClock()
  const sent: string[] = []
  const attempt: Attempt = {
    send: async ({ id }) => { sent.push(id); return answer },
    runnerPid: () => null, begun: Promise.resolve(), over: new Promise(() => {}), release: async () => {}
  }
  attachAttempt(job, attempt)
  reserve(job, ['cpu'])
  const send = createCommandSender({
    store: { ...store, unrecorded: () => unrecorded },
    ingest: { flush: async () => { if (unrecorded !== null) throw new Error(unrecorded) } },
    clock,
    crash: () => {}
  })
  return { store, job, sent, send, clock, attempt }
}

t.test('[J16] concurrent commands with one id make one row and are sent once; every caller gets that row', async t => {
  const { job, sent, send } = await setUp(t)
  const replies = await Promise.all(
    Array.from({ length: 5 }, async () => await send(job, { id: 'c1', command: 'backup', args: {} }))
  )
  t.match(replies, replies.map(() => ({ command_id: 'c1', command: 'backup', job_id: job.record.job_id })))
  t.strictSame(sent, ['c1'])
})

t.test('[J340] an id of another command is refused, and a repeated command is told what came of it', async t => {
  const { job, sent, send, store } = await setUp(t)
  await send(job, { id: '1', command: 'sample_custom', args: { prompt: 'a', seed: 1 } })
  for (const other of [
    { command: 'backup', args: {} }, { command: 'sample_custom', args: { prompt: 'a', seed: 2 } }
  ] as const) {
    await t.rejects(send(job, { id: '1', ...other }), {
      code: 'idempotency_conflict',
      message: 'The command id "1" belongs to the command sample_custom of job 1, which is sent; choose a new one'
    })
  }
  await store.failCommand('1', 'no such font', '2026-01-01T00:00:09.000Z')
  t.match(await send(job, { id: '1', command: 'sample_custom', args: { seed: 1, prompt: 'a' } }), {
    command_id: '1', status: 'failed', repeats: { message: 'no such font', ended_at: '2026-01-01T00:00:09.000Z' }
  })
  t.strictSame(sent, ['1'])
})

t.test('[J17] a repeated stop is the one under way unless it is forced; other commands are always new', async t => {
  const { job, sent, send, store } = await setUp(t, null)
  const ids = ['stop-1', 'stop-2', 'stop-3']
  const replies = await Promise.all(
    ids.map(async id => await send(job, { id, command: 'stop', args: { force: false } }))
  )
  t.strictSame(
    replies.map(({ command_id, status }) => `${command_id} ${status}`), ['stop-1 sent', 'stop-1 sent', 'stop-1 sent']
  )
  await send(job, { id: 'stop-4', command: 'stop', args: { force: true } })
  await send(job, { id: 'b1', command: 'backup', args: {} })
  t.strictSame(sent, ['stop-1', 'stop-4', 'b1'])
  t.equal((await store.unsentCommands(1)).length, 3)
})

t.test('[J191] commands wait for the runner in the order in which they came, whatever the clock says', async t => {
  const { job, send, store, clock } = await setUp(t, null)
  await send(job, { id: 'backup', command: 'backup', args: {} })
  clock.setWallClock(-3_600_000)
  await send(job, { id: 'stop', command: 'stop', args: {} })
  t.strictSame((await store.unsentCommands(1)).map(({ command_id }) => command_id), ['backup', 'stop'])
})

t.test('[J350] a command that the runner has carried out is not failed by an answer that comes later', async t => {
  const { job, send, store, attempt } = await setUp(t)
  const ended_at = '2026-01-01T00:00:09.000Z'
  attempt.send = async ({ id }) => {
    await store.commit({
      job_number: 1, attempt: 1, state: job.position.state, cursor: job.position.cursor, ended: true, events: [],
      metrics: [], first_step: null,
      commands: [{
        command_id: id, command: 'kill', args: '{}', status: 'done', message: 'Done', file: null, timestamp: ended_at
      }]
    })
    return { outcome: 'ended' }
  }
  t.match(await send(job, { id: 'k', command: 'kill', args: {} }), { command_id: 'k', status: 'done' })
  await store.failCommand('k', 'The training had ended', '2026-01-01T00:00:10.000Z')
  t.match(await store.command('k'), { status: 'done', message: 'Done', ended_at })
})

t.test('[J18] a command whose job ends while it is written is refused and waits for no later attempt', async t => {
  const { job, send, store } = await setUp(t, null)
  const reply = send(job, { id: 'late', command: 'stop', args: {} })
  endReservation(job)
  detachAttempt(job)
  await t.rejects(reply, { code: 'not_running' })
  t.strictSame(await store.unsentCommands(1), [])
  t.match(await store.command('late'), { status: 'failed', message: 'The training had ended' })
})

t.test('[T300] the reply to a stop that is in memory only says so', async t => {
  const accepted = await setUp(t, { outcome: 'accepted', message: 'Killed (SIGKILL)' }, 'ENOSPC')
  t.match(await accepted.send(accepted.job, { id: 'k', command: 'kill', args: {} }), {
    status: 'accepted', message: 'Killed (SIGKILL); the kill could not be recorded (ENOSPC)'
  })
  const { job, send, sent } = await setUp(t, null, 'ENOSPC')
  t.match(await send(job, { id: 's', command: 'stop', args: {} }), {
    status: 'sent',
    message: 'the stop could not be recorded (ENOSPC), and is lost if the server ends before the runner has it'
  })
  t.strictSame(sent, ['s'], 'though the store cannot be written to look for an earlier one')
})
