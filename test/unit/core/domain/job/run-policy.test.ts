import { Value } from '@sinclair/typebox/value'
import t from 'tap'
import { BridgeLine } from '../../../../../core/contract/bridge.ts'
import { EventBody } from '../../../../../core/contract/events.ts'
import { Limits } from '../../../../../core/contract/journal.ts'
import { phases } from '../../../../../core/contract/values.ts'
import type { LogLevel } from '../../../../../core/contract/values.ts'
import { cleanLine, readLine } from '../../../../../core/domain/job/log-line.ts'
import { nextMove, stopSteps } from '../../../../../core/domain/job/stop-ladder.ts'
import type { RunFacts } from '../../../../../core/domain/job/translate.ts'
import { stamp, translate } from '../../../../../core/domain/job/translate.ts'
import { beginWatch, check, observe } from '../../../../../core/domain/job/watchdog.ts'

const limits = Value.Create(Limits)
const file = { path: 'a', bytes: 1, sha256: '0'.repeat(64) }
const asked = { command: 'backup' as const, args: { deep: [1] } }
const facts = (more: Partial<RunFacts> = {}): RunFacts => ({
  pid: 5, phase: 'training', ready: true, stopping: false,
  asked: id => (id === 'c' ? asked : undefined),
  ...more
})
const status = { type: 'status', phase: 'caching', paused: false, message: 'm' }

const translations: Array<[object, Partial<RunFacts>, object[]]> = [
  [
    {
      type: 'ready', protocol: 1, trainer: 'builtin', trainer_version: '1', python_version: '3', device: 'cpu',
      resumed_from: null
    },
    {},
    [
      { type: 'trainer_ready', pid: 5, device: 'cpu' },
      { type: 'training_status', status: 'running', phase: 'training' }
    ]
  ],
  [
    {
      type: 'ready', protocol: 1, trainer: 'builtin', trainer_version: '1', python_version: '3', device: 'cpu',
      resumed_from: null
    },
    { stopping: true },
    [{ type: 'trainer_ready' }, { status: 'stopping' }]
  ],
  [
    status, {},
    [{ type: 'training_status', status: 'running', phase: 'caching', message: 'm', exit: null, reason: null }]
  ],
  [status, { ready: false }, [{ status: 'starting' }]],
  [{ ...status, paused: true }, {}, [{ status: 'paused' }]],
  [{ ...status, paused: true }, { stopping: true }, [{ status: 'stopping' }]],
  [
    {
      type: 'progress', epoch: 0, epoch_step: 1, epoch_sample: 1, global_step: 1, max_step: 1, max_epoch: 1, loss: null,
      smooth_loss: 1, learning_rate: 1, non_finite: { loss: 'nan' }
    },
    {},
    [{ type: 'training_progress', loss: null, non_finite: { loss: 'nan' } }]
  ],
  [{ type: 'scalars', step: 1, epoch: 0, values: { a: 1 } }, {}, [{ type: 'scalars', values: { a: 1 } }]],
  [
    {
      type: 'sample', file, sample_type: 'default', sample_index: 0, step: 1, epoch: 0, prompt: 'p',
      negative_prompt: '', seed: 1, width: 1, height: 1, command_id: null
    },
    {},
    [{ type: 'sample_generated', prompt: 'p' }]
  ],
  [{ type: 'sample_progress', sample_type: 'custom', step: 1, max_step: 2 }, {}, [{ type: 'sample_progress' }]],
  [
    { type: 'validation', step: 1, epoch: 0, validation_loss: 1, concept: null, accuracy: 0.5, correct: 1, total: 2 },
    {},
    [{ type: 'validation_result', accuracy: 0.5 }]
  ],
  [
    { type: 'backup', file, step: 1, epoch: 0, epoch_step: 1, command_id: 'c' },
    {},
    [{ type: 'backup_created', command_id: 'c' }]
  ],
  [
    { type: 'save', file, step: 1, epoch: 0, epoch_step: 1, command_id: null, final: true },
    {},
    [{ type: 'model_saved', final: true }]
  ],
  [
    { type: 'command', id: 'c', status: 'done', message: 'm', file },
    {},
    [{ type: 'command_result', command_id: 'c', command: 'backup', args: { deep: [1] }, status: 'done', file }]
  ],
  [{ type: 'command', id: 'c', status: 'running', message: '' }, {}, [{ status: 'running', file: null }]],
  [{ type: 'command', id: 'who', status: 'done', message: '' }, {}, [{ type: 'warning', code: 'unknown_command' }]],
  [
    {
      type: 'epoch', epoch: 1, max_epoch: 2, step: 3, loss: 0.5, elapsed_seconds: 1.5, accuracy: 0.5, correct: 1,
      total: 2
    },
    {},
    [{ type: 'epoch_completed', epoch: 1, elapsed_seconds: 1.5 }]
  ],
  [{ type: 'heartbeat', phase: 'training', global_step: 1, rss_bytes: 1 }, {}, []],
  [{ type: 'end', outcome: 'completed', reason: 'finished', message: '', one_step_trained: true, error: null }, {}, []]
]
t.test('[R33] each line of the trainer becomes its events, and each event is valid when it is numbered', async t => {
  const kinds = new Set<string>()
  for (const [line, run, expected] of translations) {
    const parsed = Value.Parse(BridgeLine, line)
    kinds.add(parsed.type)
    const drafts = translate(parsed, facts(run))
    t.equal(drafts.length, expected.length)
    t.match(drafts, expected)
    for (const draft of drafts) {
      const { v, seq, timestamp, elapsed_ms, ...body } = stamp(
        draft,
        { v: 1, seq: 12, timestamp: '2026-01-01T00:00:00.000Z', elapsed_ms: 3 },
        7
      )
      t.same([v, seq, elapsed_ms, timestamp.length], [1, 12, 3, 24])
      t.ok(Value.Check(EventBody, body), JSON.stringify(body))
      if (body.type === 'sample_generated') t.equal(body.sample_id, 's7-12')
    }
  }
  t.equal(kinds.size, BridgeLine.anyOf.length, 'every line is in the table')
})

t.test('[R16] the stop sequence advances step by step, each with its own patience', async t => {
  const patience = [limits.stop_patience_ms, limits.interrupt_patience_ms, limits.terminate_patience_ms]
  for (const [at, ms] of patience.entries()) {
    const step = stopSteps[at] ?? 'ask'
    t.same(nextMove({ step, since_ms: 1000, force: false }, 'training', limits, 1000), { act: null, wait_ms: ms })
    t.same(nextMove({ step, since_ms: 1000, force: false }, 'training', limits, 1000 + ms - 1), {
      act: null, wait_ms: 1
    })
    t.same(nextMove({ step, since_ms: 1000, force: false }, 'training', limits, 1000 + ms), {
      act: stopSteps[at + 1], wait_ms: null
    })
  }
  t.same(nextMove({ step: 'kill', since_ms: 0, force: true }, 'training', limits, 1e9), { act: null, wait_ms: null })
})

t.test('[R17] in saving and backing_up no step is left without force; in every other phase each is', async t => {
  for (const phase of phases) {
    for (const step of ['ask', 'interrupt', 'terminate'] as const) {
      const move = nextMove({ step, since_ms: 0, force: false }, phase, limits, 1e9)
      t.same(
        move,
        phase === 'saving' || phase === 'backing_up'
          ? { act: null, wait_ms: null }
          : { act: stopSteps[stopSteps.indexOf(step) + 1], wait_ms: null },
        `${step} in ${phase}`
      )
      t.ok(nextMove({ step, since_ms: 0, force: true }, phase, limits, 1e9).act)
    }
  }
  t.equal(
    nextMove({ step: 'ask', since_ms: 5, force: true }, 'saving', limits, 5).act,
    'interrupt',
    'force interrupts at once'
  )
})

const beat = Value.Parse(BridgeLine, { type: 'heartbeat', phase: 'training', global_step: 1, rss_bytes: null })
const step = Value.Parse(BridgeLine, { type: 'scalars', step: 1, epoch: 0, values: {} })
t.test('[R10] stalled is reported once, never in a hold, and the next step reports recovered', async t => {
  const training = { phase: 'training' as const, paused: false }
  let watch = beginWatch(0, 5000)
  const said: string[] = []
  for (let now = 5000; now <= 2_000_000; now += 5000) {
    for (const next of [observe(watch, beat, now), check(watch, training, limits, now)]) said.push(...next.alerts)
    watch = check(observe(watch, beat, now).watch, training, limits, now).watch
  }
  t.same(said, ['stalled'])
  t.same(observe(watch, step, 2_000_001).alerts, ['recovered'])
  for (const run of [{ phase: 'training' as const, paused: true }, { phase: 'saving' as const, paused: false }]) {
    let calm = beginWatch(0, 5000)
    for (let now = 5000; now <= 2_000_000; now += 5000) {
      const next = check(observe(calm, beat, now).watch, run, limits, now)
      t.same(next.alerts, [])
      calm = next.watch
    }
  }
})

t.test('[R11] a silent trainer is unresponsive until its next line; a suspended machine does not count', async t => {
  const run = { phase: 'loading' as const, paused: false }
  let watch = beginWatch(0, 5000)
  for (let now = 5000; now < limits.heartbeat_timeout_ms; now += 5000) {
    const next = check(watch, run, limits, now)
    t.same(next.alerts, [])
    watch = next.watch
  }
  const silent = check(watch, run, limits, limits.heartbeat_timeout_ms)
  t.same(silent.alerts, ['unresponsive'])
  t.same(check(silent.watch, run, limits, limits.heartbeat_timeout_ms + 5000).alerts, [], 'said once')
  t.same(observe(silent.watch, beat, 65_000).alerts, ['recovered'])
  t.same(check(beginWatch(0, 5000), run, limits, 3_600_000).alerts, [])
})

const levels: Array<[string, LogLevel]> = [
  ['DEBUG:root:x', 'debug'], ['INFO:root:x', 'info'], ['WARNING:root:x', 'warning'], ['ERROR:a.b:x', 'error'],
  ['CRITICAL:x', 'critical'], ['[WARNING] x', 'warning'], ['[ERROR] x', 'error'], ['warning is a word', 'info'],
  ['2026-01-01 12:00:00,123 - trainer - WARNING - x', 'warning'],
  ['2026-01-01 12:00:00 ERROR x', 'error'],
  ['[2026-01-01 12:00:00] [ERROR] x', 'error'],
  ['12:00:00 | INFO | x', 'info'],
  ['W0101 12:00:00.123456 1 x.cc:1] x', 'warning'],
  ['E0101 12:00:00.123456 1 x', 'error'],
  ['/a/b.py:7: UserWarning: old', 'warning'],
  ['FutureWarning: x', 'warning'],
  ['Traceback (most recent call last):', 'error'],
  ['torch.cuda.OutOfMemoryError: CUDA out of memory', 'error'],
  ['KeyError: 1', 'error'],
  ['KeyboardInterrupt', 'error'],
  ['Fatal Python error: Segmentation fault', 'critical'],
  ['epoch:  10%|█         | 1/10 [00:01<00:09,  1.0s/it, loss=0.1]', 'debug'],
  ['42%|####  | 42/100 [00:01<00:02, 30.1it/s]WARNING: x', 'warning'],
  ['loss 0.5', 'info'],
  ['ERRORS: none', 'info'],
  ['Information: x', 'info']
]
t.test('[R32] the level of a line is read as Python programs write it', async t => {
  for (const [line, level] of levels) t.equal(readLine(line, false).level, level, line)
  t.same(readLine('  File "x.py", line 1', true), { level: 'error', in_traceback: true, redraw: false })
  t.same(readLine('ValueError: x', true), { level: 'error', in_traceback: false, redraw: false })
  t.ok(readLine(' 5%|5    | 1/20 [00:01<?, ?it/s]', false).redraw)
  t.equal(cleanLine('\u001b[1;31mred\u001b[0m\u001b]8;;http://x\u001b\\link\u001b(B\u0007\tend\u009b'), 'redlink\tend')
})
