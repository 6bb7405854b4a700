import { Value } from '@sinclair/typebox/value'
import t from 'tap'
import { BridgeLine } from '../../../../../core/contract/bridge.ts'
import { Limits } from '../../../../../core/contract/journal.ts'
import { phases } from '../../../../../core/contract/values.ts'
import type { LogLevel } from '../../../../../core/contract/values.ts'
import { cleanLine, readLine } from '../../../../../core/domain/job/log-line.ts'
import { nextMove, stopSteps } from '../../../../../core/domain/job/stop-ladder.ts'
import { beginWatch, check, observe } from '../../../../../core/domain/job/watchdog.ts'

const limits = Value.Create(Limits)

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
