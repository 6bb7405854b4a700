import t from 'tap'
import { fold } from '../../../../services/attempts/fold.ts'
import { newJobState } from '../../../../core/domain/job/state.ts'
import { at, job_id, status } from '../../../helpers/journal.ts'

const facts = { job_id, job_number: 1, job_slug: 'job_aaaaaaaa', job_name: 'Training 1', trainer: 'builtin' as const }

t.test('[E20] a state shows the number of the folder, also after numbers that no attempt began with', async t => {
  const so_far = { job_id, job_number: 1, last_id: 0, state: newJobState(facts) }
  const lines = [at(1, status('starting')), at(2, status('error'))].map(event => ({ event, line: '' }))
  const { commit } = fold({ ...so_far, attempt: 1 }, { lines, cursor: { segment: 1, offset: 0 }, more: false })
  t.equal(commit.state.attempt, 1)
  const [begun] = [at(3, status('starting'))].map(event => ({ event, line: '' }))
  const next = { ...so_far, attempt: 4, state: commit.state }
  const after = fold(next, { lines: [begun!], cursor: { segment: 1, offset: 0 }, more: false })
  t.equal(after.commit.state.attempt, 4, 'as a server that was killed before this event reads it')
  t.ok(Object.isFrozen(after.commit.state))
})

t.test('[E4] a line that is followed by a repeat of an earlier one is kept', async t => {
  const lines = [at(1, status('starting')), at(2, status('running')), at(1, status('starting'))]
    .map((event, index) => ({ event, line: String(index) }))
  const so_far = { job_id, job_number: 1, last_id: 0, attempt: 1, state: newJobState(facts) }
  const { commit } = fold(so_far, { lines, cursor: { segment: 1, offset: 0 }, more: false })
  t.strictSame(commit.events.map(({ line }) => line), ['0', '1'])
})
