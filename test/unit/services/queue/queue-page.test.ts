import assert from 'node:assert'
import fc from 'fast-check'
import t from 'tap'
import { queueOrder } from '../../../../core/domain/job/schedule.ts'
import { replaceRecord } from '../../../../services/jobs/live-job.ts'
import type { LiveJob } from '../../../../services/jobs/live-job.ts'
import { pageOfQueue } from '../../../../services/queue/queue-page.ts'
import { queueKey } from '../../../../services/queue/waiting-list.ts'
import { liveJob } from '../../../helpers/live-job.ts'

function waitingJob (job_number: number, priority: number, rank: number): LiveJob {
  const job = liveJob(1)
  replaceRecord(job, {
    ...job.record, job_number, priority,
    waiting: { for_attempt: 1, rank, queued_at: '2026-01-01T00:00:00.000Z', not_before: null, resume_from: null }
  })
  return job
}
const inOrder = (jobs: LiveJob[]): LiveJob[] => jobs.toSorted((a, b) => queueOrder(queueKey(a), queueKey(b)))

t.test('[Q364] the pages of any queue hold each job once, also when jobs of a read page begin meanwhile', async t => {
  const rank = fc.double({ noNaN: true, min: -1e9, max: 1e9 })
  const jobs = fc.array(fc.tuple(fc.integer({ min: -100, max: 100 }), rank), { maxLength: 30 })
  fc.assert(fc.property(jobs, fc.integer({ min: 1, max: 7 }), fc.boolean(), (places, limit, begin) => {
    const all = inOrder(places.map(([priority, rank], index) => waitingJob(index + 1, priority, rank)))
    const read: LiveJob[] = []
    let waiting = all
    let cursor: string | undefined
    do {
      const page = pageOfQueue(waiting, { limit, ...(cursor === undefined ? {} : { cursor }) })!
      read.push(...page.jobs)
      assert.deepEqual(waiting.slice(page.begin, page.end), page.jobs)
      if (begin) waiting = waiting.filter(job => !page.jobs.includes(job))
      cursor = page.next_cursor ?? undefined
    } while (cursor !== undefined)
    assert.ok(read.length === all.length && read.every((job, index) => job === all[index]))
  }))
})

t.test('[Q364] without a limit all are there, and a cursor of somebody else is refused', async t => {
  const all = inOrder([waitingJob(1, 0, 1), waitingJob(2, 5, 2)])
  t.match(pageOfQueue(all, {}), { begin: 0, end: 2, next_cursor: null })
  for (const cursor of ['', 'x', '1', '1.2', '1.0.1-', '1.0.e', 'ab.0.1', '1.0.1.2.3']) {
    t.equal(pageOfQueue(all, { cursor }), null, cursor)
  }
  t.match(pageOfQueue(all, { cursor: '2.5.2', limit: 5 }), { begin: 1, end: 2, jobs: [all[1]] })
  t.match(pageOfQueue(all, { cursor: '9.-100.7' }), { begin: 2, end: 2, jobs: [], next_cursor: null })
})
