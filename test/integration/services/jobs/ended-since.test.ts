import t from 'tap'
import { ended, jobsOf, onCall, running } from '../../../helpers/jobs.ts'
import { testApp } from '../../../helpers/test-app.ts'
import { untilSeen } from '../../../helpers/until-seen.ts'

t.test('[J362] ended_since finds what ended at work, was taken out of the queue, or dropped from it', async t => {
  const app = await testApp(t, onCall)
  const jobs = jobsOf(app, await app.stream(), app.state_dir)
  /** The numbers of the jobs that ended since, the newest end first, once there are so many. */
  const endedSince = async (order: number, many: number): Promise<{ numbers: number[], last: number }> =>
    await untilSeen(async () => {
      const { body } = await jobs.list(`?ended_since=${order}&sort=-end_order`)
      if (body.jobs.length !== many) return null
      return { numbers: body.jobs.map((job: { job_number: number }) => job.job_number), last: body.last_end_order }
    })

  const first = await jobs.create()
  await jobs.until(first.job_id, running)
  jobs.endAttempt(first.job_id, 'fail')
  await jobs.until(first.job_id, ended)
  const { last } = await endedSince(0, 1)

  const dropped = await jobs.create({ after: [first.job_id] })
  await jobs.until(dropped.job_id, ended)
  t.strictSame((await endedSince(last, 1)).numbers, [2])

  await jobs.hold(true)
  const other = await jobs.create()
  await jobs.act(first.job_id, 'retry')
  t.strictSame((await endedSince(last, 1)).numbers, [2], 'what waits has not ended')
  await jobs.act(other.job_id, 'stop')
  await jobs.act(first.job_id, 'stop')
  const since = await endedSince(last, 3)
  t.strictSame(since.numbers, [1, 3, 2], 'the first one has ended once more')
  t.strictSame((await endedSince(since.last, 0)).numbers, [])
  t.match((await app.ask('/api/training/status')).body, { job_id: first.job_id })
})
