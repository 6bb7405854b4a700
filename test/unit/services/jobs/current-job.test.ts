import t from 'tap'
import { currentJob } from '../../../../services/jobs/current-job.ts'
import { reserve } from '../../../../services/jobs/live-job.ts'
import { byEnd, nextInOrder, withEndOrder } from '../../../../services/jobs/work-order.ts'
import type { LiveJob } from '../../../../services/jobs/live-job.ts'
import type { TrainingState } from '../../../../core/contract/training.ts'
import { liveJob } from '../../../helpers/live-job.ts'

const at = (minute: number): string => `2026-01-01T00:${String(minute).padStart(2, '0')}:00.000Z`

/** A job with that number whose newest attempt is at work, has ended, or is yet to come. */
function job (number: number, state: Partial<TrainingState>, attempt = 1): LiveJob {
  const made = liveJob(number)
  Object.assign(made.position, { attempt, state: { ...made.position.state, ...state } })
  return made
}
const atWork = (number: number, started: number): LiveJob =>
  job(number, { status: 'running', is_training: true, started_at: at(started) })
const over = (number: number, started: number, ended: number): LiveJob =>
  job(number, { status: 'stopped', started_at: at(started), ended_at: at(ended) })
/** A job whose end is handled, with the numbers of its newest begin and end. */
const numbered = (made: LiveJob, begin_order: number, end_order: number): LiveJob => {
  const settled_attempt = made.position.attempt
  return Object.assign(made, { begin_order, record: { ...made.record, settled_attempt, end_order } })
}
const begun = (made: LiveJob, begin_order: number): LiveJob => Object.assign(made, { begin_order })
const waiting = (number: number): LiveJob => job(number, { status: 'queued' }, 0)
const numberOf = (jobs: LiveJob[]): number | undefined => currentJob(jobs)?.record.job_number

t.test('[J19] the job at work that began first is the current one until it ends', async t => {
  t.equal(numberOf([atWork(2, 1), atWork(1, 3), atWork(3, 2)]), 2)
  t.equal(numberOf([over(2, 1, 5), atWork(1, 3), atWork(3, 2)]), 3)
  t.equal(numberOf([over(9, 8, 9), atWork(1, 3)]), 1)
  const reserved = waiting(4)
  reserve(reserved, ['cpu'])
  t.equal(numberOf([reserved, atWork(1, 3)]), 1, 'a job that is about to start began last')
  t.equal(numberOf([reserved, over(1, 3, 4)]), 4)
})

t.test('[J19] when none is at work, the current job is the one that was last at work, not one that waits', async t => {
  t.equal(numberOf([over(1, 1, 9), over(2, 3, 4), waiting(3)]), 1)
  const retried = job(2, { status: 'queued', started_at: at(7), ended_at: null })
  t.equal(numberOf([over(1, 1, 6), retried, waiting(3)]), 2, 'a job that waits for its next attempt has worked')
  t.equal(numberOf([waiting(3), waiting(5), job(8, { status: 'idle' }, 0)]), 5)
  t.equal(currentJob([job(8, { status: 'idle' }, 0)]), undefined)
})

t.test('[J190] a clock that was set back changes no order: begins and ends count as they were numbered', async t => {
  t.equal(numberOf([begun(atWork(1, 9), 1), begun(atWork(2, 3), 2)]), 1, 'the second one began later')
  t.equal(numberOf([numbered(over(1, 8, 9), 1, 2), numbered(over(2, 3, 4), 3, 4)]), 2)
  t.equal(numberOf([numbered(over(1, 8, 9), 1, 4), numbered(over(2, 3, 4), 2, 3)]), 1, 'ends count, not begins')
  t.equal(numberOf([numbered(over(1, 8, 9), 1, 2), begun(over(2, 3, 4), 3)]), 2, 'its end is still to be handled')
  t.equal(numberOf([numbered(over(1, 8, 9), 0, 0), numbered(over(2, 3, 4), 3, 4)]), 2, 'one of an older server')
  const requeued = numbered(job(2, { status: 'queued', started_at: at(3), ended_at: null }), 3, 4)
  t.equal(numberOf([numbered(over(1, 8, 9), 1, 2), requeued]), 2, 'a job that waits again')
})

t.test('[J190] each begin and each end gets the next number, also in the queue, and an end gets one once', async t => {
  const jobs = [begun(atWork(1, 1), 5), numbered(over(2, 1, 2), 2, 7), waiting(3)]
  t.equal(nextInOrder(jobs), 8)
  t.equal(nextInOrder([]), 1)
  const { record } = numbered(over(2, 1, 2), 2, 7)
  const change = { settled_attempt: 2 }
  t.strictSame(withEndOrder(record, change, () => 8), { settled_attempt: 2, end_order: 8 })
  t.strictSame(withEndOrder({ ...record, settled_attempt: 2 }, change, () => 8), change)
  t.strictSame(withEndOrder(record, { notes: 'n' }, () => 8), { notes: 'n' })
  const place = { for_attempt: 3, rank: 1, queued_at: at(1), not_before: null, resume_from: null }
  const leaves = { ...change, waiting: null }
  const queued = { ...record, settled_attempt: 2, waiting: place }
  t.strictSame(withEndOrder(queued, leaves, () => 8), { ...leaves, left_order: 8 })
  t.strictSame(withEndOrder({ ...queued, waiting: null }, leaves, () => 8), leaves)
})

t.test('[J190] ends that are found together are numbered in the order of their times', async t => {
  const found = byEnd([over(1, 1, 9), over(2, 1, 4), waiting(3), over(4, 1, 6)])
  t.strictSame(found.map(({ record }) => record.job_number), [3, 2, 4, 1])
})
