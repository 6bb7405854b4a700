import { existsSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import type { JournalEvent, JournalEventOf } from '../../../core/contract/journal.ts'
import { testAttempt } from '../../helpers/attempt.ts'

t.jobs = 4
const of = <T extends JournalEvent['type']>(events: JournalEvent[], type: T): Array<JournalEventOf<T>> =>
  events.filter((event): event is JournalEventOf<T> => event.type === type)
const trains = (event: JournalEvent): boolean => event.type === 'training_status' && event.phase === 'training'
const inPhase = (phase: string) => (event: JournalEvent): boolean =>
  event.type === 'training_status' && event.phase === phase
const command = (id: string, name: string, args: object = {}): object => ({ op: 'command', id, command: name, args })
/** No step of a stop is due within the time of a test. */
const patient = { stop_patience_ms: 1e9, interrupt_patience_ms: 1e9, terminate_patience_ms: 1e9 }

t.test('[R61] a kill ends a trainer that ignores every signal at once, with all it started', async t => {
  const run = testAttempt(t, 'deaf.py', [], patient)
  const { ended } = await run.start()
  await run.happened(trains)
  const line = await run.connect()
  line.send(command('stop', 'stop'))
  line.send(command('kill', 'kill'))
  t.match(await line.reply(reply => reply.op === 'accepted' && reply.id === 'kill'), { duplicate: false })
  await ended
  t.match(run.exit(), {
    status: 'stopped', reason: 'user_stop', exit: { signal: 'SIGKILL', forced: true, requested_by: 'stop' }
  })
  t.strictSame(
    of(run.events(), 'training_status').filter(({ status }) => status === 'stopping').map(({ message }) => message),
    ['Asked the trainer to stop', 'Killed (SIGKILL)']
  )
  t.match(of(run.events(), 'command_result').filter(({ command_id }) => command_id === 'kill').at(-1), {
    status: 'done'
  })
  t.strictSame(run.processes(), [])
})

t.test('[R61] a trainer that is stopped by SIGSTOP is killed like any other', async t => {
  const run = testAttempt(t, 'obedient.py', [], patient)
  const { ended } = await run.start()
  await run.happened(trains)
  process.kill(run.runnerFile().trainer?.pid ?? 0, 'SIGSTOP')
  const line = await run.connect()
  line.send(command('kill', 'kill'))
  await ended
  t.match(run.exit(), { status: 'stopped', exit: { signal: 'SIGKILL', forced: true, requested_by: 'kill' } })
})

for (const phase of ['saving', 'backing_up']) {
  t.test(`[R61] a kill in phase ${phase} is refused; with force it is carried out and says what was lost`, async t => {
    const run = testAttempt(t, 'obedient.py', ['--hold-at', phase], patient)
    const { ended } = await run.start()
    await run.happened(inPhase(phase))
    const line = await run.connect()
    line.send(command('k', 'kill'))
    t.match(await line.reply(reply => reply.op !== 'tick'), { op: 'refused', id: 'k', code: 'writing' })
    t.strictSame(of(run.events(), 'command_result'), [], 'what is refused is not in the journal')
    line.send(`${JSON.stringify(command('k', 'kill', { force: true }))}\n${JSON.stringify(command('k', 'kill'))}`)
    t.match(await line.reply(reply => reply.op !== 'tick'), { op: 'accepted', id: 'k', duplicate: false })
    t.match(await line.reply(reply => reply.op !== 'tick'), { duplicate: true }, 'sent again it is the same')
    await ended
    const what = phase === 'saving' ? 'a model' : 'a backup'
    const statuses = of(run.events(), 'training_status').map(({ message }) => message)
    t.ok(statuses.includes(
      `Killed (SIGKILL) while ${what} was being written; what is on the disk of it is incomplete`
    ))
    t.equal(statuses.at(-1), `Stopped by force while ${what} was being written`)
    t.match(run.exit(), { status: 'stopped', reason: 'user_stop', exit: { signal: 'SIGKILL', forced: true } })
  })
}

t.test('[R61] a trainer that lost its runner is killed with force only, for it saves', async t => {
  const run = testAttempt(t, 'deaf.py', [], { ...patient, orphan_patience_ms: 1e9 })
  const { child, ended } = await run.start()
  await run.happened(trains)
  child.kill('SIGKILL')
  await ended
  const finalizer = await run.start()
  await run.happened(event => event.type === 'warning' && event.code === 'supervisor_lost')
  const line = await run.connect()
  for (const [request, code] of [[command('s', 'stop'), 'ended'], [command('k', 'kill'), 'writing']] as const) {
    line.send(request)
    t.match(await line.reply(reply => reply.op !== 'tick'), { op: 'refused', code })
  }
  line.send(command('k', 'kill', { force: true }))
  t.match(await line.reply(reply => reply.op !== 'tick'), { op: 'accepted', id: 'k' })
  await finalizer.ended
  t.match(run.exit(), { status: 'stopped', reason: 'user_stop', exit: { forced: true, requested_by: 'k' } })
  t.match(of(run.events(), 'command_result'), [{ command_id: 'k', command: 'kill', status: 'done' }])
  t.strictSame(run.processes(), [])
})

t.test('[R61] a runner told that its attempt was killed trains nothing and finalizes it as stopped', async t => {
  const run = testAttempt(t, 'obedient.py')
  await run.finish({ flags: ['--killed', 'k'] })
  t.match(run.exit(), {
    status: 'stopped', reason: 'user_stop', exit: { code: null, signal: null, forced: true, requested_by: 'k' }
  })
  t.match(of(run.events(), 'command_result'), [{ command_id: 'k', command: 'kill', status: 'done' }])
  t.notOk(existsSync(join(run.dir, 'runner.json')))
})
