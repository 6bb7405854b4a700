import t from 'tap'
import { newJob, reserve } from '../../../../services/jobs/live-job.ts'
import type { LiveJob } from '../../../../services/jobs/live-job.ts'
import { createJobRegistry } from '../../../../services/jobs/registry.ts'
import { newRecord } from '../../../../services/jobs/new-record.ts'

const made = (job_number: number): LiveJob =>
  newJob(
    newRecord({
      job_id: `019a4f6e-7b1c-7c3e-9d2a-5f0b8e6c1d4${job_number}`,
      job_number,
      job_slug: `job_slug${job_number}`,
      job_name: `Training ${job_number}`,
      trainer: 'builtin',
      created_at: '2026-01-01T00:00:00.000Z'
    }),
    {}
  )

function refusal (act: () => unknown): unknown {
  try {
    return act()
  } catch (error) {
    return error
  }
}

t.test('[J14] with several jobs at work the current one is asked for by name, and the error lists them', async t => {
  const registry = createJobRegistry(() => false)
  const [one, two, idle] = [made(1), made(2), made(3)]
  for (const job of [one, two, idle]) registry.add(job)
  reserve(one, ['cpu'])
  t.equal(registry.current(), one, 'one at work is the current one, though others are newer')
  reserve(two, ['GPU-a'])
  t.match(
    refusal(() => registry.current()),
    { code: 'job_ambiguous', statusCode: 409, jobs: [{ job_number: 1 }, { job_number: 2 }] }
  )
  for (const ref of ['2', 'job_slug2', two.record.job_id]) t.equal(registry.current(ref), two, ref)
  t.match(refusal(() => registry.current('9')), { code: 'job_not_found' })
})

t.test('[J14] a job that was never queued is not the current one', async t => {
  const registry = createJobRegistry(() => false)
  registry.add(made(1))
  t.equal(registry.current(), undefined)
  t.match(registry.currentState(), { status: 'idle', job_id: null })
})
