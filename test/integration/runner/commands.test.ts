import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { once } from 'node:events'
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import t from 'tap'
import type { JournalEvent, JournalEventOf } from '../../../core/contract/journal.ts'
import { built } from '../../helpers/built.ts'
import { testAttempt } from '../../helpers/attempt.ts'

t.jobs = 4
const of = <T extends JournalEvent['type']>(events: JournalEvent[], type: T): Array<JournalEventOf<T>> =>
  events.filter((event): event is JournalEventOf<T> => event.type === type)
const results = (events: JournalEvent[], id: string): string[] =>
  of(events, 'command_result')
    .filter(({ command_id }) => command_id === id)
    .map(({ status }) => status)
const trains = ({ type }: JournalEvent): boolean => type === 'training_progress'
const command = (id: string, name: string, args: object = {}): object => ({ op: 'command', id, command: name, args })

t.test('[R12] every command is executed and ends in done; its effect carries its id', async t => {
  const run = testAttempt(t, 'obedient.py')
  const { ended } = await run.start()
  await run.happened(trains)
  const line = await run.connect()
  t.match(line.hello, {
    op: 'hello', v: 1, job_id: run.spec.job_id, attempt: 1, runner: run.runnerFile().runner,
    trainer: run.runnerFile().trainer
  })
  for (const [id, name, args] of [
    ['a', 'sample_custom', { prompt: 'nine' }], ['b', 'sample_default', {}], ['c', 'backup', {}], ['d', 'save', {}],
    ['e', 'pause', { mode: 'hold' }], ['f', 'resume', {}]
  ] as const) {
    line.send(command(id, name, args))
    t.same(await line.reply(({ op }) => op === 'accepted'), { op: 'accepted', id, duplicate: false })
    await run.happened(event => event.type === 'command_result' && event.command_id === id && event.status === 'done')
  }
  line.send(command('stop', 'stop', { backup: true, force: false }))
  await ended
  const events = run.events()
  for (const id of ['a', 'b', 'c', 'd', 'e', 'f', 'stop']) t.same(results(events, id), ['accepted', 'running', 'done'])
  t.match(of(events, 'sample_generated'), [
    { command_id: 'a', prompt: 'nine', sample_type: 'custom' },
    { command_id: 'b', sample_type: 'default' }
  ])
  for (const { sample_id, seq } of of(events, 'sample_generated')) t.equal(sample_id, `s${run.spec.job_number}-${seq}`)
  t.match(of(events, 'backup_created').map(({ command_id }) => command_id), ['c', 'stop'])
  const statuses = of(events, 'training_status').map(({ status }) => status)
  t.same(statuses.slice(-5), ['running', 'paused', 'running', 'stopping', 'stopped'])
  t.match(run.exit(), {
    status: 'stopped', reason: 'user_stop',
    exit: { code: 0, forced: false, requested_by: 'stop' }
  })
})

t.test('[R34] a trainer without a handler for a stack dump is not ended by the request', async t => {
  const run = testAttempt(t, 'obedient.py')
  const { ended } = await run.start()
  await run.happened(trains)
  const line = await run.connect()
  line.send(command('where', 'stack_dump'))
  const end = await run.happened(
    event => event.type === 'command_result' && event.command_id === 'where' && event.status !== 'accepted'
  )
  t.match(end, { status: 'failed', message: /cannot print its stacks/ })
  line.send(command('stop', 'stop'))
  await ended
  t.match(run.exit(), { status: 'stopped', exit: { code: 0, signal: null } })
})

t.test(
  '[R13] a command that is sent twice is executed once, and accepted only after it is in the journal',
  async t => {
    const run = testAttempt(t, 'obedient.py')
    const { ended } = await run.start()
    await run.happened(trains)
    const [one, two] = [await run.connect(), await run.connect()]
    one.send(command('same', 'backup'))
    t.match(await one.reply(({ op }) => op === 'accepted'), { duplicate: false })
    t.ok(results(run.events(), 'same').includes('accepted'))
    two.send(command('same', 'backup'))
    t.match(await two.reply(({ op }) => op === 'accepted'), { duplicate: true })
    one.send(command('stop', 'stop'))
    await ended
    t.equal(of(run.events(), 'backup_created').length, 1)
    t.same(results(run.events(), 'same'), ['accepted', 'running', 'done'])
  }
)

t.test('[R14] a client without the cookie is refused, malformed input is answered, and training goes on', async t => {
  const run = testAttempt(t, 'obedient.py')
  const { ended } = await run.start()
  await run.happened(trains)
  const stranger = await run.connect('f'.repeat(32))
  t.match(stranger.hello, { op: 'refused', code: 'bad_cookie' })
  await stranger.closed
  const line = await run.connect()
  for (const nonsense of [
    'not json', '[]', '{"op":"dance"}',
    '{"op":"command","id":"","command":"stop","args":{}}',
    '{"op":"command","id":"x","command":"explode","args":{}}',
    `{"op":"command","id":"x","command":"backup","args":{"deep":${'['.repeat(2000)}${']'.repeat(2000)}}}`
  ]) {
    line.send(nonsense)
    t.match(await line.reply(({ op }) => op === 'refused'), { code: 'bad_request' })
  }
  const flood = await run.connect()
  flood.send('x'.repeat(200_000))
  t.match(await flood.reply(({ op }) => op === 'refused'), { code: 'bad_request' })
  await flood.closed
  line.send(command('stop', 'stop'))
  await ended
  t.equal(of(run.events(), 'command_result').filter(({ command_id }) => command_id === 'x').length, 0)
  t.equal(run.exit().status, 'stopped')
})

t.test('[R15] a pause that releases ends in paused and names the command that requested it', async t => {
  const run = testAttempt(t, 'obedient.py')
  const { ended } = await run.start()
  await run.happened(trains)
  const line = await run.connect()
  line.send(command('p', 'pause', { mode: 'release' }))
  await ended
  t.match(run.exit(), { status: 'paused', reason: 'released', exit: { code: 0, forced: false, requested_by: 'p' } })
  t.equal(results(run.events(), 'p').at(-1), 'done')
})

t.test(
  '[R16] a trainer that does not stop is asked, interrupted, terminated and killed, in this order, and its exit is marked as forced',
  async t => {
    const run = testAttempt(t, 'deaf.py', [], {
      stop_patience_ms: 50, interrupt_patience_ms: 50, terminate_patience_ms: 50
    })
    const { ended } = await run.start()
    await run.happened(event => event.type === 'training_status' && event.phase === 'training')
    const line = await run.connect()
    line.send(command('b', 'backup'))
    line.send(command('s', 'stop'))
    line.send(command('second', 'stop'))
    await ended
    t.equal(results(run.events(), 'b').at(-1), 'failed', 'no end of the training is a backup')
    const said = of(run.events(), 'training_status')
      .filter(({ status }) => status === 'stopping')
      .map(({ message }) => message)
    t.match(said, [/Asked/, /SIGINT/, /SIGTERM/, /SIGKILL/])
    t.equal(said.length, 4, 'two stops are one descent')
    t.match(run.exit(), {
      status: 'stopped', reason: 'user_stop',
      exit: { signal: 'SIGKILL', forced: true, requested_by: 's' }
    })
    t.same(
      [results(run.events(), 's'), results(run.events(), 'second')],
      [
        ['accepted', 'done'], ['accepted', 'done']
      ]
    )
  }
)

t.test('[R17] a trainer that is saving is not disturbed by a stop, however impatient', async t => {
  const run = testAttempt(t, 'slow-to-save.py', ['{dir}/go-on'], {
    stop_patience_ms: 20, interrupt_patience_ms: 20, terminate_patience_ms: 20, heartbeat_timeout_ms: 300
  })
  const { ended } = await run.start()
  await run.happened(event => event.type === 'training_status' && event.phase === 'training')
  const line = await run.connect()
  line.send(command('s', 'stop'))
  await run.happened(
    event => event.type === 'training_status' && event.status === 'stopping' && event.phase === 'saving'
  )
  // far longer than all patience together
  await run.happened(event => event.type === 'warning' && event.code === 'unresponsive')
  writeFileSync(join(run.dir, 'go-on'), '')
  await ended
  t.match(run.exit(), { status: 'stopped', exit: { code: 0, signal: null } })
})

t.test('[R18] force does not wait for anything, not even for a model that is being saved', async t => {
  const run = testAttempt(t, 'slow-to-save.py', ['{dir}/never'], {
    interrupt_patience_ms: 20, terminate_patience_ms: 20
  })
  const { ended } = await run.start()
  await run.happened(event => event.type === 'training_status' && event.phase === 'training')
  const line = await run.connect()
  line.send(command('s', 'stop'))
  await run.happened(
    event => event.type === 'training_status' && event.status === 'stopping' && event.phase === 'saving'
  )
  line.send(command('f', 'stop', { force: true }))
  await ended
  t.match(run.exit(), { status: 'stopped', exit: { signal: 'SIGKILL', forced: true, requested_by: 's' } })
})

t.test(
  '[R19] a runner that is told to end stops its training first; closed pipes and hang-ups do not touch it',
  async t => {
    const run = testAttempt(t, 'obedient.py')
    const { child, ended } = await run.start()
    await run.happened(trains)
    child.stdout?.destroy()
    child.stderr?.destroy()
    child.kill('SIGHUP')
    child.kill('SIGPIPE')
    const before = run.events().length
    const line = await run.connect()
    await line.reply(reply => reply.op === 'tick' && reply.seq > before + 5)
    child.kill('SIGTERM')
    t.same(await ended, { code: 0, signal: null })
    t.match(run.exit(), { status: 'stopped', exit: { requested_by: 'runner-SIGTERM' } })
  }
)

t.test(
  '[R20] the launcher exits at once; the runner belongs to init, reports once and outlives the process that launched it',
  async t => {
    const run = testAttempt(t, 'obedient.py')
    const launcher = spawn('/usr/bin/env', ['-i', process.execPath, built('runner/launch.js'), run.dir], {
      stdio: ['ignore', 'pipe', 'inherit']
    })
    const chunks: Buffer[] = []
    launcher.stdout.on('data', chunk => {
      chunks.push(chunk)
    })
    await once(launcher, 'close') // closed: the runner has let go of the pipe
    t.equal(launcher.exitCode, 0)
    const report = JSON.parse(Buffer.concat(chunks).toString())
    t.match(report, { ok: true, pid: Number, socket: run.spec.socket })
    await run.happened(trains)
    const stat = readFileSync(`/proc/${report.pid}/stat`, 'latin1').split(') ')[1]?.split(' ')
    t.notOk([String(process.pid), String(launcher.pid)].includes(stat?.[1] ?? ''))
    t.equal(stat?.[3], String(report.pid), 'a session of its own')
    const line = await run.connect()
    line.send(command('s', 'stop'))
    await line.closed
    t.equal(run.exit().status, 'stopped')
    t.ok(existsSync(join(run.dir, 'runner.log')))
  }
)

t.test(
  '[R21] one runner lives per attempt: a second one exits quietly, and the socket of a dead one is taken over',
  async t => {
    const run = testAttempt(t, 'obedient.py')
    // A socket file whose owner was killed: bound by a process that died without removing it
    const dead = spawn('/usr/bin/env', [
      '-i', process.execPath, '-e',
      `require('node:net').createServer().listen(${JSON.stringify(run.spec.socket)}, () => ` +
      'process.kill(process.pid, \'SIGKILL\'))'
    ])
    await once(dead, 'exit')
    t.ok(existsSync(run.spec.socket))
    const first = await run.start()
    t.equal(first.report.ok, true)
    await run.happened(trains)
    const second = await run.finish()
    t.match(second.report, { ok: true, pid: first.report.pid })
    t.same(await second.ended, { code: 0, signal: null })
    const line = await run.connect()
    line.send(command('s', 'stop'))
    await first.ended
    t.equal(
      of(run.events(), 'training_status').filter(
        ({ status, message }) => status === 'starting' && message.startsWith('Starting')
      ).length,
      1
    )
    t.notOk(existsSync(run.spec.socket))
  }
)

t.test(
  '[R21] a live process on the socket is never displaced, and a socket path that is too long is refused',
  async t => {
    const run = testAttempt(t, 'obedient.py')
    const stranger = createServer().listen(run.spec.socket)
    await once(stranger, 'listening')
    t.teardown(() => stranger.close())
    await run.finish()
    t.notOk(existsSync(join(run.dir, 'runner.json')))
    const long = testAttempt(t, 'obedient.py')
    writeFileSync(join(long.dir, 'spec.json'), JSON.stringify({ ...long.spec, socket: `/tmp/${'ä'.repeat(60)}` }))
    const { report } = await long.finish()
    t.match(report, { ok: false, message: /longer than 100 bytes/ })
  }
)

t.test('[R22] a spec that is missing or wrong is reported in a sentence', async t => {
  const run = testAttempt(t, 'obedient.py')
  writeFileSync(join(run.dir, 'spec.json'), JSON.stringify({ ...run.spec, attempt: 0 }))
  t.match((await run.finish()).report, { ok: false, message: /spec\.json: \/attempt: / })
  writeFileSync(join(run.dir, 'spec.json'), '{"v":')
  t.match((await run.finish()).report, { ok: false, message: /JSON/ })
})
