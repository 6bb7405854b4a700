import assert from 'node:assert'
import fc from 'fast-check'
import t from 'tap'
import type { JobSummary, JobQuery } from '../../../../../core/contract/jobs.ts'
import { JobSummary as JobShape } from '../../../../../core/contract/jobs.ts'
import { exampleOf } from '../../../../../core/domain/schema/schema-example.ts'
import { pageOfJobs } from '../../../../../core/domain/job/job-list.ts'

const plain = { ...exampleOf(JobShape) as JobSummary, queue: null } // as: the example of a shape fits it
const names = fc.oneof(
  fc.string({ minLength: 1, maxLength: 200 }),
  fc.constantFrom('7', '-7', '007', 'A', 'a', 'é', '\ud800', '訓'.repeat(200))
)
const listed = fc
  .array(
    fc.record({
      name: names, priority: fc.integer({ min: -2, max: 2 }), day: fc.integer({ min: 1, max: 3 }), waits: fc.boolean()
    }),
    { maxLength: 15 }
  )
  .map(drawn =>
    drawn.map(({ name, priority, day, waits }, index): JobSummary => {
      const at = `2026-01-0${day}T00:00:00.000Z`
      const queue = waits
        ? { position: index + 1, queued_at: at, not_before: null, resume_from: null, waiting_for: '' }
        : null
      return {
        ...plain,
        job_id: `id ${index}`,
        job_number: index + 1,
        name,
        priority,
        created_at: at,
        updated_at: day === 1 ? null : at,
        end_order: day === 1 ? null : day * 10 + index,
        queue
      }
    })
  )
const sorts = fc.constantFrom<JobQuery['sort']>(
  'created_at', '-created_at', 'name', '-name', 'priority', '-priority', 'updated_at', '-updated_at', 'end_order',
  '-end_order', 'queue'
)

function pages (jobsAt: (page: number) => JobSummary[], query: JobQuery): JobSummary[] {
  const seen: JobSummary[] = []
  for (let page = 0, cursor: string | null | undefined; cursor !== null; page++) {
    const found = pageOfJobs(jobsAt(page), { ...query, ...(cursor === undefined ? {} : { cursor }) })!
    if (found.next_cursor !== null && found.next_cursor.length > 2000) throw new Error('longer than a request may be')
    seen.push(...found.jobs)
    cursor = found.next_cursor
  }
  return seen
}

t.test('[Q10] the pages of a list, one after the other, are the whole list, whatever it is sorted by', t => {
  fc.assert(fc.property(listed, sorts, fc.integer({ min: 1, max: 5 }), (jobs, sort, limit) => {
    const whole = pageOfJobs(jobs, { sort, limit: 500 })!
    assert.deepStrictEqual(pages(() => jobs, { sort, limit }), whole.jobs)
    assert.equal(whole.total, sort === 'queue' ? jobs.filter(job => job.queue !== null).length : jobs.length)
  }), { numRuns: 300 })
  t.end()
})

t.test('[Q11] jobs created or deleted between two pages make no other job appear twice or not at all', t => {
  fc.assert(
    fc.property(listed, sorts, fc.array(fc.tuple(fc.boolean(), fc.nat()), { maxLength: 10 }), (jobs, sort, changes) => {
      const there = new Map(jobs.map(job => [job.job_id, job]))
      const disturbed = new Set<string>()
      const jobsAt = (page: number): JobSummary[] => {
        const [add, pick] = changes[page - 1] ?? [undefined, 0]
        const one = jobs[pick % jobs.length]
        if (add !== undefined && one !== undefined) {
          const job = add ? { ...one, job_id: `new ${page}`, job_number: 100 + page } : one
          disturbed.add(job.job_id)
          if (add) there.set(job.job_id, job)
          else there.delete(job.job_id)
        }
        return [...there.values()]
      }
      const calm = (all: JobSummary[]): string[] =>
        all.filter(({ job_id }) => !disturbed.has(job_id)).map(({ job_id }) => job_id)
      const seen = pages(jobsAt, { sort, limit: 2 })
      assert.deepStrictEqual(calm(seen), calm(pageOfJobs(jobs, { sort, limit: 500 })!.jobs))
      assert.equal(new Set(seen.map(({ job_id }) => job_id)).size, seen.length)
    }),
    { numRuns: 300 }
  )
  const wrong = ['%', '"a', '7', 'null', '%7B%7D'].map(key => `1.name.${key}`)
  for (const cursor of ['', 'x', '1.', '1.name.', '99999999999999999.name.%22a%22', ...wrong]) {
    t.equal(pageOfJobs([plain], { sort: 'name', limit: 1, cursor }), null, cursor)
  }
  t.equal(pageOfJobs([plain], { sort: 'priority', limit: 1, cursor: '1.priority.%227%22' }), null)
  for (const sort of ['-name', 'created_at', 'priority'] as const) {
    t.equal(pageOfJobs([plain], { sort, limit: 1, cursor: '1.name.%22a%22' }), null, 'a place in another order')
  }
  t.end()
})

t.test('[Q12] a list is filtered by status, tags, trainer, network and text, all at once', t => {
  const jobs = [
    { ...plain, job_number: 1, name: 'Cats', status: 'queued' as const, tags: ['a', 'b'], notes: '' },
    {
      ...plain,
      job_number: 2,
      name: 'dogs',
      status: 'failed' as const,
      tags: ['a'],
      notes: 'not CATS',
      trainer: 'onetrainer' as const
    },
    { ...plain, job_number: 3, name: 'birds', status: 'queued' as const, tags: [], notes: '', network_id: 'n1' }
  ].map(job => ({ ...job, job_slug: `job_${job.job_number}` }))
  const found = (query: Partial<JobQuery>) =>
    pageOfJobs(jobs, { sort: 'created_at', limit: 50, ...query })!
      .jobs.map(job => job.job_number)
      .sort()
  t.strictSame(found({ status: ['queued'] }), [1, 3])
  t.strictSame(found({ status: ['queued', 'failed'], tag: ['a'] }), [1, 2])
  t.strictSame(found({ tag: ['a', 'b'] }), [1])
  t.strictSame(found({ search: 'cats' }), [1, 2])
  t.strictSame(found({ search: 'JOB_3' }), [3])
  t.strictSame(found({ trainer: 'onetrainer' }), [2])
  t.strictSame(found({ network_id: 'n1' }), [3])
  t.end()
})

t.test('[J360] a list is filtered by config and by when a job was created, page by page too', t => {
  const days = ['01', '02', '03', '04', '05']
  const jobs = days.map((day, index): JobSummary => ({
    ...plain, job_id: `id ${index}`, job_number: index + 1, created_at: `2026-01-${day}T12:00:00.000Z`,
    config_name: ['night', null, 'day', 'night', 'Night'][index] ?? null
  }))
  const found = (query: Partial<JobQuery>) =>
    pages(() => jobs, { sort: 'created_at', limit: 1, ...query }).map(({ job_number }) => job_number)
  t.strictSame(found({ config: 'night' }), [1, 4])
  t.strictSame(found({ config: 'none' }), [])
  t.strictSame(found({ created_since: '2026-01-04T12:00:00Z' }), [4, 5], 'that moment is in, however it is written')
  t.strictSame(found({ created_before: '2026-01-02T12:00:00.000000Z' }), [1], 'that moment is out')
  t.strictSame(
    found({ created_since: '2026-01-02T00:00:00Z', created_before: '2026-01-05T00:00:00Z', config: 'night' }), [4]
  )
  t.strictSame(found({ created_since: '2026-01-05T00:00:00Z', created_before: '2026-01-02T00:00:00Z' }), [])
  const { config_names } = pageOfJobs(jobs, { sort: 'name', limit: 1, config: 'day' })!
  t.strictSame(config_names, ['Night', 'day', 'night'], 'of all jobs, whatever is asked for')
  t.end()
})

t.test('[Q361] jobs that ended since a given end are listed, the newest first, whatever clocks say', async t => {
  const ends = [null, 4, 9, 7].map((end_order, index): JobSummary => ({
    ...plain, job_id: `id ${index}`, job_number: index + 1, end_order, ended_at: '2026-01-01T00:00:00.000Z'
  }))
  const since = (ended_since: number) => {
    const { jobs, last_end_order } = pageOfJobs(ends, { sort: '-end_order', limit: 10, ended_since })!
    return [jobs.map(({ job_number }) => job_number), last_end_order]
  }
  t.strictSame(since(0), [[3, 4, 2], 9])
  t.strictSame(since(4), [[3, 4], 9])
  t.strictSame(since(9), [[], 9])
  t.equal(pageOfJobs([], { sort: '-end_order', limit: 10 })?.last_end_order, 0)
})
