import t from 'tap'
import { Value } from '@sinclair/typebox/value'
import { TrainingProgress, TrainingState } from '../../../../../core/contract/training.ts'
import type { EventBody } from '../../../../../core/contract/events.ts'
import type { JournalEvent } from '../../../../../core/contract/journal.ts'
import { fractionDone, progressReport } from '../../../../../core/domain/job/progress-report.ts'
import { reduce } from '../../../../../core/domain/job/reduce.ts'
import { idleState, isActive, newJobState } from '../../../../../core/domain/job/state.ts'
import { at, job_id, log, progress, status, wholeRun } from '../../../../helpers/journal.ts'

const facts = { job_id, job_number: 1, job_slug: 'job_aaaaaaaa', job_name: 'Training 1', trainer: 'builtin' as const }
const fold = (events: JournalEvent[], from = newJobState(facts)): TrainingState => events.reduce(reduce, from)
const numbered = (bodies: EventBody[]): JournalEvent[] => bodies.map((body, index) => at(index + 1, body))
const file = { path: 'backup/x', bytes: 1, sha256: '0'.repeat(64) }

t.test('[E10] a state folded from events fits the contract after each of them', t => {
  let state = newJobState(facts)
  for (const event of wholeRun(5)) {
    state = reduce(state, event)
    t.strictSame([...Value.Errors(TrainingState, state)], [])
    t.strictSame([...Value.Errors(TrainingProgress, progressReport(state))], [])
  }
  t.match(state, {
    status: 'completed', reason: 'finished', is_training: false, trainer_pid: null, pending_commands: []
  })
  for (const idle of [idleState(false), idleState(true)]) t.strictSame([...Value.Errors(TrainingState, idle)], [])
  t.strictSame([idleState(false).status, idleState(true).status], ['idle', 'initialized'])
  t.end()
})

t.test('[E11] an event that was folded in already changes nothing, so that a snapshot and a replay may overlap', t => {
  const events = wholeRun(5)
  const whole = fold(events)
  for (let cut = 0; cut <= events.length; cut++) {
    t.strictSame(fold(events.slice(Math.max(0, cut - 4)), fold(events.slice(0, cut))), whole)
  }
  t.throws(() => { (whole as { status: string }).status = 'idle' }, /read only/)
  t.end()
})

t.test('[E12] only the exit ends a training: a stop that was asked for, or a failed command, does not', t => {
  const stopping: EventBody = {
    type: 'training_status', status: 'stopping', phase: 'training', message: 'stopping', error: null, reason: null,
    exit: null, traceback: null
  }
  const state = fold(numbered([status('starting'), status('running'), stopping]))
  t.match(state, { status: 'stopping', is_training: true, ended_at: null })
  t.ok(isActive(state))
  const over = reduce(state, at(4, status('error')))
  t.match(over, { status: 'error', is_training: false, exit: { code: 0 } })
  t.notOk(isActive(over))
  t.type(over.ended_at, 'string')
  t.end()
})

t.test('[E220] after the end of an attempt its phase is unknown, whatever the exit says', t => {
  for (const word of ['completed', 'error'] as const) {
    const [saving, exit] = [status('running'), status(word)].map(body => ({ ...body, phase: 'saving' as const }))
    const state = fold(numbered([status('starting'), saving as EventBody]))
    t.equal(state.phase, 'saving')
    t.equal(reduce(state, at(3, exit as EventBody)).phase, 'unknown', word)
  }
  t.end()
})

t.test('[E13] commands are pending from their acceptance to their end', t => {
  const command = (word: 'accepted' | 'running' | 'done' | 'failed', command_id = 'c1'): EventBody =>
    ({ type: 'command_result', command_id, command: 'backup', args: {}, status: word, message: '', file: null })
  const pending = (bodies: EventBody[]): string[] =>
    fold(numbered([status('starting'), ...bodies])).pending_commands.map(one => `${one.command_id} ${one.status}`)
  t.strictSame(pending([command('accepted')]), ['c1 accepted'])
  t.strictSame(pending([command('accepted'), command('accepted', 'c2'), command('running')]), [
    'c2 accepted', 'c1 running'
  ])
  t.strictSame(pending([command('accepted'), command('done')]), [])
  t.strictSame(pending([command('accepted'), command('failed')]), [])
  t.strictSame(pending([command('accepted'), status('completed')]), [])
  t.end()
})

t.test('[E14] the time left is measured from the first step after a start or a pause, never across it', t => {
  const paused: EventBody = {
    type: 'training_status', status: 'paused', phase: 'training', message: 'held', error: null, reason: null,
    exit: null, traceback: null
  }
  const steps = (from: number, count: number): EventBody[] =>
    Array.from({ length: count }, (_, index) => progress(from + index))
  const running = fold(numbered([status('starting'), ...steps(1, 11)])) // events are 0.1 s apart
  t.match([running.steps_per_second, running.eta_seconds].map(value => Math.round(value!)), [10, 9])
  const held = reduce(running, { ...at(13, paused), elapsed_ms: 3_600_000 })
  t.strictSame([held.eta_seconds, held.is_training], [null, true])
  const on = [
    { ...at(14, progress(12)), elapsed_ms: 7_200_000 },
    { ...at(15, progress(13)), elapsed_ms: 7_200_500 }
  ].reduce(reduce, held)
  t.equal(on.steps_per_second, 2)
  t.end()
})

t.test('[E15] a new attempt clears what the last one ended with and keeps what it made', t => {
  const backup: EventBody = { type: 'backup_created', file, step: 1, epoch: 0, epoch_step: 1, command_id: null }
  const ended = fold(numbered([status('starting'), progress(1), backup, status('error')]))
  const next = reduce(ended, at(5, status('starting')))
  t.match(next, {
    attempt: 2, status: 'starting', error: null, exit: null, ended_at: null, last_backup: file,
    progress: { global_step: 1 }
  })
  t.end()
})

t.test('[E16] the share that is done is 0 while the size is unknown, never above 1, and 1 when completed', t => {
  const none = newJobState(facts)
  t.equal(fractionDone(none), 0)
  t.equal(
    fractionDone({ ...none, max_step: 10, max_epoch: 2, progress: { ...none.progress, epoch: 1, epoch_step: 5 } }),
    0.75
  )
  t.equal(
    fractionDone({ ...none, max_step: 10, max_epoch: 2, progress: { ...none.progress, epoch: 2, epoch_step: 5 } }),
    1
  )
  t.equal(fractionDone({ ...none, status: 'completed' }), 1)
  t.equal(
    progressReport({ ...none, max_step: 3, max_epoch: 1, progress: { ...none.progress, epoch_step: 1 } })
      .progress_percent,
    33.33
  )
  t.equal(fold(numbered([status('starting'), log('x')])).seq, 2)
  t.end()
})
