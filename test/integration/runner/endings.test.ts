import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import type { JournalEvent, JournalEventOf } from '../../../core/contract/journal.ts'
import { testAttempt } from '../../helpers/attempt.ts'

t.jobs = 4
const of = <T extends JournalEvent['type']>(events: JournalEvent[], type: T): Array<JournalEventOf<T>> =>
  events.filter((event): event is JournalEventOf<T> => event.type === type)
const words = (events: JournalEvent[]): string[] =>
  of(events, 'training_status').map(({ status, phase }) => `${status} ${phase}`)

t.test(
  '[R1] a training that ends by itself is journaled from starting to completed, and exit.json says the same',
  async t => {
    const run = testAttempt(t, 'obedient.py', ['--steps', '3'])
    const { report, ended } = await run.start()
    t.match(report, { ok: true, pid: Number, socket: run.spec.socket })
    t.same(await ended, { code: 0, signal: null })
    const events = run.events()
    t.same(words(events), [
      'starting loading', 'starting loading', 'running loading', 'running training', 'running saving',
      'completed unknown'
    ])
    t.same(
      of(events, 'training_progress').map(({ global_step }) => global_step),
      [1, 2, 3]
    )
    t.match(of(events, 'log'), [{ level: 'info', message: 'obedient trainer is up', source: 'stdout' }])
    const last = of(events, 'training_status').at(-1)
    t.match(run.exit(), {
      status: 'completed', reason: 'finished', error: null,
      exit: { code: 0, forced: false, leftovers: 0, peak_rss_bytes: 12345678 },
      last_seq: last?.seq
    })
    t.same(run.exit().exit, last?.exit)
    t.notOk(statSync(join(run.dir, 'reserve'), { throwIfNoEntry: false }))
    t.equal(readFileSync(join(run.dir, 'output.log'), 'utf8'), 'obedient trainer is up\n')
  }
)

const crashes: Array<{ args: string[], match: object, log?: RegExp }> = [
  {
    args: ['exception'],
    match: {
      reason: 'trainer_exit', error: 'ValueError: the ninth layer is missing',
      traceback: /Traceback[^]*the ninth layer/, exit: { code: 1 }
    }
  },
  { args: ['cuda-oom'], match: { reason: 'cuda_oom', error: /CUDA out of memory/, message: /smaller batch/ } },
  { args: ['import-error'], match: { reason: 'start_failed', error: /a_module_that_is_not_there/ } },
  { args: ['in-saving'], match: { reason: 'save_failed', error: /ninth layer/ } },
  { args: ['kill'], match: { reason: 'killed_externally', exit: { code: null, signal: 'SIGKILL', forced: false } } }
]
for (const { args, match } of crashes) {
  t.test(
    `[R2] a trainer that dies of "${args[0]}" ends in error, with the reason, its last output and the traceback`,
    async t => {
      const run = testAttempt(t, 'crashing.py', args)
      await run.finish()
      t.match(of(run.events(), 'training_status').at(-1), { status: 'error', ...match })
      t.equal(run.exit().status, 'error')
    }
  )
}

t.test('[R2] a segfault is reported with its signal, and the dump of the fault handler is in the log', async t => {
  const run = testAttempt(t, 'segfaulting.py')
  await run.finish()
  t.match(run.exit(), { reason: 'trainer_exit', exit: { code: null, signal: 'SIGSEGV' } })
  t.ok(
    of(run.events(), 'log').some(
      ({ message, level }) => message.startsWith('Fatal Python error') && level === 'critical'
    )
  )
})

t.test('[R3] an exit with code 0 but no end line is completed, with a warning that it is unconfirmed', async t => {
  const run = testAttempt(t, 'silent-exit.py', ['0'])
  await run.finish()
  t.match(run.exit(), { status: 'completed', reason: 'finished' })
  t.match(of(run.events(), 'warning'), [{ code: 'unconfirmed' }])
})

t.test('[R4] a missing program ends the attempt in launch_failed and is named', async t => {
  const run = testAttempt(t, 'none.py')
  run.spec.argv[0] = '/nowhere/python'
  writeFileSync(join(run.dir, 'spec.json'), JSON.stringify(run.spec))
  await run.finish()
  t.match(run.exit(), {
    status: 'error', reason: 'launch_failed', error: /\/nowhere\/python was not found/,
    exit: { code: null, signal: null }
  })
  t.equal(run.runnerFile().trainer, null)
})

t.test('[R5] a trainer that is never ready is ended when its time is up', async t => {
  const run = testAttempt(t, 'never-ready.py', [], {
    start_timeout_ms: 300, interrupt_patience_ms: 300, terminate_patience_ms: 300
  })
  await run.finish()
  t.match(run.exit(), { status: 'error', reason: 'start_timeout', exit: { forced: true } })
  t.match(of(run.events(), 'warning'), [{ code: 'start_timeout' }])
})

t.test(
  '[R6] garbage on stdout and on descriptor 3 causes only a counted warning; every valid line arrives in order',
  async t => {
    const run = testAttempt(t, 'chatty.py', ['20000'])
    await run.finish()
    const events = run.events()
    t.same(
      of(events, 'training_progress').map(({ global_step }) => global_step),
      Array.from({ length: 50 }, (_, at) => at + 1)
    )
    const refused = of(events, 'warning')
    t.equal(
      refused
        .filter(({ code }) => code === 'bridge_line_rejected')
        .reduce((sum, { details }) => sum + Number(details['count']), 0),
      4
    )
    t.match(
      refused.find(({ code }) => code === 'bridge_line_unknown'),
      { details: { count: 1, reason: /from_the_future/ } }
    )
    const logs = of(events, 'log')
    t.equal(logs.filter(({ level }) => level === 'warning').length, 20, 'warnings are kept whatever the rate')
    // eslint-disable-next-line no-control-regex -- that there are none is the point
    t.notOk(logs.some(({ message }) => /[\u0000-\u0008\u001b]/.test(message)))
    const dropped = of(events, 'gap').reduce((sum, gap) => sum + (gap.dropped['log'] ?? 0), 0)
    const chatter = logs.filter(({ message }) => message.includes('of chatter')).length
    t.ok(dropped > 0 && chatter < 20_000, 'the rest is counted')
    t.match(of(events, 'gap'), [{ reason: 'log_rate', from: String, to: String }])
    t.equal(run.exit().status, 'completed')
  }
)

t.test(
  '[R7] a line of 100 MB is cut while it streams: one log line says how much, and the runner stays small',
  async t => {
    const run = testAttempt(t, 'long-line.py')
    const { child, ended } = await run.start()
    await run.happened(event => event.type === 'warning')
    const peakMiB = Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]) / 1024
    t.ok(peakMiB < 120, `at most ${peakMiB} MiB`)
    const line = await run.connect()
    line.send({ op: 'command', id: 'c1', command: 'backup', args: {} })
    await ended
    const [cut, after] = of(run.events(), 'log')
    t.equal(cut?.message.length, 262_144)
    t.equal(cut?.truncated_bytes, 100 * 1024 * 1024 - 262_144)
    t.equal(after?.message, 'after the long line')
    t.match(of(run.events(), 'warning'), [
      { code: 'bridge_line_rejected', details: { reason: /longer than the limit/ } }
    ])
  }
)

t.test('[R8] NaN and numbers that JSON lacks become null and are named; the run ends in loss_nan', async t => {
  const run = testAttempt(t, 'not-a-number.py')
  await run.finish()
  const events = run.events()
  t.match(of(events, 'training_progress'), [{ loss: null, non_finite: { loss: 'nan' } }])
  t.match(of(events, 'scalars'), [
    {
      values: { 'loss/train_step': null, 'lr/unet': null },
      non_finite: { 'loss/train_step': 'inf', 'lr/unet': '-inf' }
    }
  ])
  t.equal(run.exit().reason, 'loss_nan')
})

t.test('[R9] a grandchild in its own session that holds the pipes neither delays the end nor outlives it', async t => {
  const run = testAttempt(t, 'forking.py')
  await run.finish()
  t.match(run.exit(), { status: 'completed', exit: { code: 0, leftovers: 1 } })
  t.same(run.processes(), [])
  t.ok(of(run.events(), 'log').some(({ source, message }) => source === 'runner' && message.startsWith('1 left-over')))
})

t.test(
  '[R10] a hanging trainer is reported as stalled with a dump of its stacks, is not ended, and its next step reports recovered',
  async t => {
    const run = testAttempt(t, 'hanging.py', [], { stall_timeout_ms: 200 })
    const { ended } = await run.start()
    await run.happened(event => event.type === 'warning' && event.code === 'stalled')
    await run.happened(event => event.type === 'log' && event.message.includes('hanging.py'))
    const line = await run.connect()
    line.send({ op: 'command', id: 'c1', command: 'backup', args: {} })
    await ended
    t.same(
      of(run.events(), 'warning').map(({ code }) => code),
      ['stalled', 'recovered']
    )
    t.match(run.exit(), { status: 'completed', exit: { forced: false } })
  }
)

t.test('[R11] a trainer without heartbeats is reported as unresponsive and not ended', async t => {
  const run = testAttempt(t, 'hanging.py', ['--mute'], { heartbeat_timeout_ms: 200 })
  const { ended } = await run.start()
  await run.happened(event => event.type === 'warning' && event.code === 'unresponsive')
  const line = await run.connect()
  line.send({ op: 'command', id: 'c1', command: 'backup', args: {} })
  await ended
  t.equal(run.exit().status, 'completed')
})
