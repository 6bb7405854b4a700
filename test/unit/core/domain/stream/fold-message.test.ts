import t from 'tap'
import type { ServerMessage } from '../../../../../core/contract/socket.ts'
import type { TrainingState } from '../../../../../core/contract/training.ts'
import { newJobState } from '../../../../../core/domain/job/state.ts'
import { foldMessage } from '../../../../../core/domain/stream/fold-message.ts'
import { at, job_id, progress, status } from '../../../../helpers/journal.ts'

const other_id = '019a4f6e-7b1c-7c3e-9d2a-5f0b8e6c1d43'
const known = { job_number: 1, job_slug: 'a', job_name: 'A', trainer: 'builtin' } as const

/** The state of a job after the event of that number, at work or at rest. */
const state = (id: string, seq: number, is_training: boolean): TrainingState =>
  ({ ...newJobState({ job_id: id, ...known }), seq, is_training, status: is_training ? 'running' : 'stopped' })
const whole = (sent: TrainingState): ServerMessage =>
  ({ type: 'training_state', timestamp: '2026-01-01T00:00:00.000Z', ...sent }) as ServerMessage // as: its fields are

t.test('[E22] a whole state replaces an older one of its job, and another job only where that is over', t => {
  const table: Array<[before: TrainingState, sent: TrainingState, isReplaced: boolean, why: string]> = [
    [state(job_id, 5, true), state(job_id, 6, true), true, 'newer'],
    [state(job_id, 5, true), state(job_id, 5, true), true, 'as new'],
    [state(job_id, 5, true), state(job_id, 4, true), false, 'older, and at work'],
    [state(job_id, 5, false), state(job_id, 4, true), false, 'older, of a job that has ended since'],
    [state(job_id, 5, true), state(other_id, 9, false), false, 'another job, which is over'],
    [state(job_id, 5, true), state(other_id, 1, true), true, 'another job, which is at work'],
    [state(job_id, 5, false), state(other_id, 1, false), true, 'another job where none is at work']
  ]
  for (const [before, sent, isReplaced, why] of table) {
    t.match(foldMessage(before, whole(sent)), isReplaced ? sent : before, why)
  }
  t.match(foldMessage(null, whole(table[0]![1])), { seq: 6 })
  t.end()
})

t.test('[E22] events are folded into the state of their own job alone', t => {
  const before = state(job_id, 5, true)
  const event = (id: string): ServerMessage =>
    ({ ...at(6, progress(84)), job_id: id }) as unknown as ServerMessage // as: an event with its job
  t.match(foldMessage(before, event(job_id)), { seq: 6, progress: { global_step: 84 } })
  t.equal(foldMessage(before, event(other_id)), before)
  t.equal(foldMessage(null, event(job_id)), null, 'nothing is known of it yet')
  const steps = { seq: 7, progress: { ...before.progress, global_step: 9 } }
  const late = { ...at(6, status('running')), job_id, state: steps }
  t.match(foldMessage(before, late as unknown as ServerMessage), { seq: 7, progress: { global_step: 9 } })
  t.end()
})
