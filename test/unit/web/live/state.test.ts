import t from 'tap'
import type { ServerMessage } from '../../../../core/contract/socket.ts'
import type { TrainingState } from '../../../../core/contract/training.ts'
import { newJobState } from '../../../../core/domain/job/state.ts'
import { foldLive, missedEvents, nothingHeard } from '../../../../web/live/state.ts'
import type { LiveState } from '../../../../web/live/state.ts'
import { at, job_id, progress } from '../../../helpers/journal.ts'

const other_id = '019a4f6e-7b1c-7c3e-9d2a-5f0b8e6c1d43'
const timestamp = '2026-01-01T00:00:00.000Z'
const jobState = (id: string, seq: number, is_training: boolean): TrainingState => ({
  ...newJobState({ job_id: id, job_number: 1, job_slug: 'a', job_name: 'A', trainer: 'builtin' }),
  seq, is_training, status: is_training ? 'running' : 'stopped'
})
// as: the messages have what is read of them
const connected = (state: TrainingState, last_event_id: string): ServerMessage => ({
  type: 'connected', state, last_event_id, server: { name: 's', version: '1', started_at: timestamp }, timestamp
}) as unknown as ServerMessage
const whole = (state: TrainingState): ServerMessage =>
  ({ type: 'training_state', ...state, timestamp }) as ServerMessage
const event = (id: string, seq: number, cursor: string | null): ServerMessage =>
  ({ ...at(seq, progress(84)), job_id: id, id: cursor }) as unknown as ServerMessage
const fold = (messages: readonly ServerMessage[], from = nothingHeard): LiveState =>
  messages.reduce((live, message) => foldLive(live, message, 7), from)

t.test('[U11] the page goes on after the newest event that it was sent, never after one that it was not', async t => {
  const first = fold([connected(jobState(job_id, 5, true), 's.40')])
  t.match(first, { cursor: 's.40', current_job: job_id, as_of: 7 })
  t.equal(fold([event(job_id, 6, 's.41')], first).cursor, 's.41')
  t.equal(fold([event(job_id, 6, null)], first).cursor, 's.40')
  const second = fold([connected(jobState(job_id, 9, true), 's.60')], first)
  t.equal(second.cursor, 's.40', 'what was missed is still to be replayed')
  t.equal(fold([{ type: 'replay_complete', last_event_id: 's.60', replayed: 20 }], second).cursor, 's.60')
  t.equal(missedEvents('s.40', 's.60'), 20)
  t.equal(missedEvents('s.40', 'other.60'), 0)
})

t.test('[U11] each job has its own state, folded as the server folds it, and none goes back', async t => {
  const live = fold([connected(jobState(job_id, 5, true), 's.40'), whole(jobState(other_id, 3, true))])
  t.equal(live.jobs.size, 2)
  const after = fold([event(job_id, 6, 's.41')], live)
  t.match(after.jobs.get(job_id), { seq: 6, progress: { global_step: 84 } })
  t.equal(after.jobs.get(other_id), live.jobs.get(other_id))
  t.equal(fold([event(job_id, 6, 's.41')], after).jobs.get(job_id), after.jobs.get(job_id), 'twice is once')
  t.match(fold([whole(jobState(job_id, 4, false))], after).jobs.get(job_id), { seq: 6 })
  t.equal(fold([event('unknown', 2, 's.42')], after).jobs, after.jobs)
})

t.test('[U11] the current job is that of the server: one at work stays until it is over', async t => {
  const live = fold([connected(jobState(job_id, 5, true), 's.40'), whole(jobState(other_id, 3, false))])
  t.equal(live.current_job, job_id)
  t.equal(fold([whole(jobState(other_id, 4, true))], live).current_job, other_id)
})

t.test('[U12] results of commands are remembered, the newest hundred', async t => {
  const result = (number: number): ServerMessage => ({
    type: 'command_result', command_id: `c-${number}`, command: 'backup', status: 'done', message: '', file: null,
    id: null, job_id, seq: 0, timestamp
  }) as unknown as ServerMessage
  const live = fold(Array.from({ length: 150 }, (_, number) => result(number)))
  t.equal(live.commands.size, 100)
  t.strictSame([...live.commands.keys()].slice(-2), ['c-148', 'c-149'])
})
