import t from 'tap'
import { reserve } from '../../../../services/jobs/live-job.ts'
import { createJobRegistry } from '../../../../services/jobs/registry.ts'
import { liveJob } from '../../../helpers/live-job.ts'

function refusal (act: () => unknown): unknown {
  try {
    return act()
  } catch (error) {
    return error
  }
}

t.test('[J14] with several jobs at work the current one is asked for by name, and the error lists them', async t => {
  const registry = createJobRegistry(() => false)
  const [one, two, idle] = [liveJob(1), liveJob(2), liveJob(3)]
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
  registry.add(liveJob(1))
  t.equal(registry.current(), undefined)
  t.match(registry.currentState(), { status: 'idle', job_id: null })
})
