import t from 'tap'
import { createJobRegistry } from '../../../../services/jobs/registry.ts'
import { liveJob } from '../../../helpers/live-job.ts'

function refusal (act: () => unknown): unknown {
  try {
    return act()
  } catch (error) {
    return error
  }
}

t.test('[J14] a job is found by its id, number and slug', async t => {
  const registry = createJobRegistry(() => false)
  const [one, two] = [liveJob(1), liveJob(2)]
  for (const job of [one, two]) registry.add(job)
  for (const ref of ['2', 'job_slug2', two.record.job_id]) t.equal(registry.current(ref), two, ref)
  t.match(refusal(() => registry.current('9')), { code: 'job_not_found' })
})

t.test('[J14] a job that was never queued is not the current one', async t => {
  const registry = createJobRegistry(() => false)
  registry.add(liveJob(1))
  t.equal(registry.current(), undefined)
  t.match(registry.currentState(), { status: 'idle', job_id: null })
})
