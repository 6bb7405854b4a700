import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import type { EventBody } from '../../../../../core/contract/events.ts'
import type { JournalEvent } from '../../../../../core/contract/journal.ts'
import type { TrainingState } from '../../../../../core/contract/training.ts'
import type { JobStatus, Phase } from '../../../../../core/contract/values.ts'
import { noPace, paceAfterStep } from '../../../../../core/domain/job/pace.ts'
import { reduce, stateAfter } from '../../../../../core/domain/job/reduce.ts'
import { copyState, newJobState } from '../../../../../core/domain/job/state.ts'
import { job_id } from '../../../../helpers/journal.ts'

const job = { job_id, job_number: 1, job_slug: 'job_aaaaaaaa', job_name: 'Training 1', trainer: 'builtin' as const }

/** A training that is told second by second; every change of state is kept. */
function simulate () {
  let state = newJobState(job)
  let seq = 0
  let now = 0
  const seen: Array<{ at: number, state: TrainingState }> = []
  function emit (body: EventBody): void {
    const moment = { timestamp: '2026-01-01T00:00:00.000Z', elapsed_ms: Math.round(now * 1000) }
    const event = { v: 1, seq: ++seq, ...moment, ...body }
    state = reduce(state, event as JournalEvent)
    seen.push({ at: now, state })
  }
  const setStatus = (status: JobStatus, phase: Phase, exit = false): void => {
    emit({
      type: 'training_status', status, phase, message: '', error: null, reason: null, traceback: null,
      exit: exit
        ? { code: 1, signal: null, forced: false, requested_by: null, leftovers: 0, peak_rss_bytes: null }
        : null
    })
  }
  return {
    seen, setStatus, emit,
    state: () => state,
    now: () => now,
    wait (seconds: number) { now += seconds },
    restart () { now = 0 },
    step (global_step: number, max_step: number, max_epoch: number) {
      emit({
        type: 'training_progress', epoch: Math.floor(global_step / max_step), epoch_step: global_step % max_step,
        epoch_sample: 0, global_step, max_step, max_epoch, loss: 1, smooth_loss: 1, learning_rate: 1
      })
    },
    log () { emit({ type: 'log', level: 'info', message: 'x', source: 'stdout' }) }
  }
}

interface Plan {
  /** Seconds a step. */
  step: number
  max_step: number
  max_epoch: number
  /** Steps between two occasions of a phase, and seconds of one. */
  work: Array<{ phase: Phase, every: number, seconds: number }>
}

/** A whole run by a plan; `at`: what the state said, the truth, and the phase. */
function run ({ step, max_step, max_epoch, work }: Plan) {
  const training = simulate()
  training.setStatus('starting', 'loading')
  training.wait(30)
  training.setStatus('running', 'training')
  for (let global_step = 1; global_step <= max_step * max_epoch; global_step++) {
    training.wait(step)
    training.step(global_step, max_step, max_epoch)
    for (const { phase, every, seconds } of work) {
      if (global_step % every !== 0) continue
      training.setStatus('running', phase)
      for (let quarter = 0; quarter < 4; quarter++) {
        training.wait(seconds / 4)
        training.log()
      }
      training.setStatus('running', 'training')
    }
  }
  const end = training.now()
  return { end, seen: training.seen.map(({ at, state }) => ({ truth: end - at, state })) }
}

const plan: fc.Arbitrary<Plan> = fc.record({
  step: fc.double({ min: 0.05, max: 20, noNaN: true }),
  max_step: fc.integer({ min: 20, max: 60 }),
  max_epoch: fc.integer({ min: 4, max: 8 })
}).chain(sizes => fc.record({
  sampling: fc.option(fc.double({ min: 0.5, max: 120, noNaN: true })),
  validating: fc.option(fc.double({ min: 0.5, max: 120, noNaN: true })),
  backing_up: fc.option(fc.double({ min: 0.5, max: 120, noNaN: true }))
}).map(costs => ({
  ...sizes,
  work: (Object.entries(costs) as Array<[Phase, number | null]>).flatMap(([phase, seconds]) =>
    seconds === null ? [] : [{ phase, every: sizes.max_step, seconds }])
})))

t.test('[C85] once each kind of work was seen, the time left is right within 5 %, and never negative', t => {
  fc.assert(fc.property(plan, plan => {
    const { seen } = run(plan)
    for (const { state, truth } of seen) {
      assert.ok(state.eta_seconds === null || state.eta_seconds >= 0)
      if (state.progress.global_step <= plan.max_step + 10) continue
      assert.ok(Math.abs(state.eta_seconds! - truth) <= 0.05 * truth + plan.step + 0.1, `${state.eta_seconds} ${truth}`)
    }
  }), { numRuns: 60 })
  t.end()
})

t.test('[C86] during samples, validations, backups and saves the time left only falls', t => {
  fc.assert(fc.property(plan, plan => {
    let before: TrainingState | null = null
    for (const { state } of run(plan).seen) {
      const left = before?.phase === state.phase && state.phase !== 'training' ? before.eta_seconds : null
      if (left !== null) assert.ok(state.eta_seconds! <= left + 1e-6)
      before = state
    }
  }), { numRuns: 60 })
  const { state: sampling } = run({
    step: 1, max_step: 20, max_epoch: 4, work: [{ phase: 'sampling', every: 20, seconds: 12 }]
  }).seen.find(({ state }) => state.phase === 'sampling' && state.progress.global_step === 40)!
  t.ok(Math.abs(stateAfter(sampling, 5).eta_seconds! - (sampling.eta_seconds! - 5)) < 0.001, 'between events too')
  t.end()
})

t.test('[C85] six seconds of sampling leave the rate of the steps as it was', t => {
  const training = simulate()
  training.setStatus('running', 'training')
  for (let step = 1; step <= 10; step++) { training.wait(1); training.step(step, 100, 1) }
  const before = training.state()
  training.setStatus('running', 'sampling')
  training.wait(60)
  training.setStatus('running', 'training')
  training.wait(1)
  training.step(11, 100, 1)
  const after = training.state()
  t.equal(before.steps_per_second, 1)
  t.equal(after.steps_per_second, 1)
  t.equal(after.training_elapsed_seconds, before.training_elapsed_seconds + 1)
  t.end()
})

t.test('[C85] a rate that changes is told a minute later, however long the training was before', t => {
  const training = simulate()
  training.setStatus('running', 'training')
  let step = 0
  while (step < 10_000) { training.wait(0.1); training.step(++step, 100_000, 1) }
  t.ok(Math.abs(training.state().steps_per_second! - 10) < 0.1)
  for (let slow = 0; slow < 40; slow++) { training.wait(2); training.step(++step, 100_000, 1) }
  t.ok(Math.abs(training.state().steps_per_second! - 0.5) < 0.05, String(training.state().steps_per_second))
  t.ok(training.seen.every(({ state }) => state.pace.marks.length <= 20), 'and the state stays small')
  t.end()
})

t.test('[C87] elapsed seconds: of the job, which goes on over attempts and holds, of the attempt, and of training', t => {
  const training = simulate()
  const times = (): number[] => {
    const { elapsed_seconds, attempt_elapsed_seconds, training_elapsed_seconds } = training.state()
    return [elapsed_seconds, attempt_elapsed_seconds, training_elapsed_seconds]
  }
  training.setStatus('starting', 'loading')
  training.wait(10)
  training.setStatus('running', 'training')
  for (let step = 1; step <= 5; step++) { training.wait(1); training.step(step, 10, 1) }
  t.strictSame(times(), [15, 15, 4], 'the first step is part of loading')
  training.setStatus('paused', 'training')
  t.equal(stateAfter(training.state(), 100).elapsed_seconds, 115, 'a hold does not stop it')
  t.equal(stateAfter(training.state(), 100).training_elapsed_seconds, 4)
  training.wait(100)
  training.setStatus('error', 'unknown', true)
  t.strictSame(times(), [115, 115, 4])
  t.equal(stateAfter(training.state(), 100).elapsed_seconds, 115, 'after the end it stands')
  training.restart()
  training.emit({ type: 'job_queued', cause: 'retried', priority: 0, resume_from: null, message: '' })
  t.strictSame(times(), [115, 115, 4])
  training.wait(2)
  training.setStatus('starting', 'loading')
  t.strictSame(times(), [117, 2, 4])
  t.end()
})

t.test('[C87] elapsed seconds are sums of milliseconds', t => {
  const training = simulate()
  training.setStatus('running', 'training')
  for (let step = 1; step <= 1000; step++) { training.wait(0.007); training.step(step, 2000, 1) }
  const { elapsed_seconds, attempt_elapsed_seconds, training_elapsed_seconds } = training.state()
  t.strictSame([elapsed_seconds, attempt_elapsed_seconds, training_elapsed_seconds], [7, 7, 6.993])
  t.end()
})

t.test('[C87] a state that an older version stored gets the fields it lacks', t => {
  const { pace: _, attempt_elapsed_seconds: __, training_elapsed_seconds: ___, ...old } =
    { ...newJobState(job), elapsed_seconds: 7 }
  t.match(copyState(old as TrainingState), {
    elapsed_seconds: 7, attempt_elapsed_seconds: 7, training_elapsed_seconds: 0, pace: { marks: [], work: [] }
  })
  t.end()
})

t.test('[C85] a mark is dropped once the next one is a minute and ten steps old, not before', t => {
  const begun = { ...noPace, from_step: 1, marks: [0, 10, 20].map(at => ({ global_step: at, training_seconds: at })) }
  const firstAfter = (global_step: number, training_seconds: number): number | undefined =>
    paceAfterStep(begun, global_step, training_seconds).marks[0]?.training_seconds
  t.equal(firstAfter(69, 69), 0)
  t.equal(firstAfter(70, 70), 10)
  t.equal(firstAfter(19, 70), 0, 'a minute, but nine steps')
  t.equal(firstAfter(20, 70), 10)
  t.end()
})
