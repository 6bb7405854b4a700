import t from 'tap'
import type { TrainingState } from '../../../../core/contract/training.ts'
import { newJob } from '../../../../services/jobs/live-job.ts'
import type { LiveJob } from '../../../../services/jobs/live-job.ts'
import { dependencies } from '../../../../services/queue/dependencies.ts'
import { liveJob } from '../../../helpers/live-job.ts'

const [first, second] = [liveJob(1).record, liveJob(2).record]

/** What job 3 waits for, which is to follow jobs 1 and 2. */
function waitsFor (jobs: readonly LiveJob[], damaged: readonly LiveJob[] = []): ReturnType<typeof dependencies> {
  const registry = {
    byId: (job_id: string) => jobs.find(({ record }) => record.job_id === job_id), damaged: () => [...damaged]
  }
  return dependencies(registry, newJob({ ...liveJob(3).record, after: [first.job_id, second.job_id] }, {}))
}

const jobAs = (record: LiveJob['record'], known: Partial<TrainingState>): LiveJob => newJob(record, {}, known)
const broken = { status: 'error', reason: 'record_damaged', error: 'job.json: is not JSON' } as const
const done = jobAs(second, { status: 'completed' })

t.test('[Q320] a damaged job is waited for, and the reason says what to do', t => {
  const waits = 'Training 1, which it is to follow, is damaged: job.json: is not JSON'
  t.strictSame(waitsFor([done], [jobAs(first, broken)]), {
    pending: `${waits}; repair that file, or stop this job`, failed: null
  })
  t.strictSame(waitsFor([jobAs(first, broken), done]), {
    pending: `${waits}; retry Training 1, or stop this job`, failed: null
  }, 'also where only the end of its attempt is not known')
  t.end()
})

t.test('[Q240] a job that was stopped is waited for, and the reason says what to do', t => {
  t.strictSame(waitsFor([jobAs(first, { status: 'stopped', reason: 'user_stop' }), done]), {
    pending: 'Training 1, which it is to follow, is stopped; resume or retry Training 1, or stop this job', failed: null
  })
  t.end()
})

t.test('[Q24] a job that is gone or has failed is not waited for, whatever else is damaged', t => {
  t.match(waitsFor([done]).failed, /^a job it was to follow \(.*\) is gone$/)
  const failed = jobAs(second, { status: 'error', reason: 'loss_nan' })
  t.match(waitsFor([failed], [jobAs(first, broken)]).failed, /^Training 2, which it was to follow, is error$/)
  t.strictSame(waitsFor([jobAs(first, { status: 'completed' }), done]), { pending: null, failed: null })
  t.end()
})
