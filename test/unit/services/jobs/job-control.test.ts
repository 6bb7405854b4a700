import t from 'tap'
import { createAppError } from '../../../../core/domain/app-error.ts'
import { createSerialiser } from '../../../../services/files/serialise.ts'
import { createJobControl } from '../../../../services/jobs/job-control.ts'
import { replaceRecord, reserve } from '../../../../services/jobs/live-job.ts'
import { alreadyRunning, createJobRegistry, notRunning } from '../../../../services/jobs/registry.ts'
import { createWaitingList } from '../../../../services/queue/waiting-list.ts'
import { createTrainerService } from '../../../../services/trainer-service.ts'
import { liveJob } from '../../../helpers/live-job.ts'
import { createManualClock } from '../../../helpers/manual-clock.ts'

/** Two waiting jobs with two backups each, `m1-5` and the newer `m1-9`, and what acts on them. */
async function serve () {
  const registry = createJobRegistry(() => false)
  const jobs = [liveJob(1), liveJob(2)] as const
  for (const job of jobs) registry.add(job)
  const events: object[] = []
  const waiting_list = createWaitingList({
    registry, clock: createManualClock(), recordEvent: async (job, body) => {
      events.push(body)
      if (body.type === 'training_status') Object.assign(job.position, { state: { ...job.position.state, ...body } })
    },
    records: { update: async (job, change) => { replaceRecord(job, { ...job.record, ...change }) } }
  })
  const control = createJobControl({
    registry,
    queue: { ...waiting_list, waitsFor: () => '', notBefore: () => null, change: createSerialiser() },
    resumePoint: async ({ record: { job_id } }, model_id = 'm1-9') => {
      if (!model_id.startsWith('m1-')) throw createAppError('backup_not_found', { job: '', job_id, model_id })
      return { job_id, backup: `backup/${model_id}`, progress: null, message: `resumes from backup ${model_id}` }
    },
    command: async () => { throw notRunning(jobs[0]) },
    unfollowed: { list: () => [], end: async () => {} }
  })
  const entry = { cause: 'auto_retried', resume_from: 'backup/m1-5', message: '', delay_seconds: 60 } as const
  for (const job of jobs) await waiting_list.enter(job, entry)
  events.length = 0
  return { control, jobs, events, waiting: waiting_list.waiting }
}

t.test('[Q322] a waiting job goes on from what is asked for last, in the place that it has', async t => {
  const { control, jobs: [job, other], events, waiting } = await serve()
  t.match(await control.resume('1', { model_id: 'm1-9' }), {
    message: 'Waits for its turn; resumes from backup m1-9', resumes_from: { backup: 'backup/m1-9' },
    job: { queue: { resume_from: 'backup/m1-9', position: 1 } }
  })
  t.match(events, [{ type: 'job_queued', cause: 'resumed', resume_from: 'backup/m1-9' }])
  t.match(await control.retry('1', { from: 'start' }), {
    resumes_from: null, job: { queue: { resume_from: null, position: 1 } }
  })
  t.match(events.at(-1), { cause: 'retried', resume_from: null })
  t.match(await control.retry('1', { from: 'backup' }), { job: { queue: { resume_from: 'backup/m1-9' } } })
  t.strictSame(waiting(), [job, other])
  t.strictSame(events.length, 3)
})

t.test('[Q322] a request that names no other beginning only ends the delay', async t => {
  const { control, jobs: [job], events } = await serve()
  const acts = [
    async () => await control.retry('1', { from: 'auto' }), async () => await control.retry('1', { from: 'backup' }),
    async () => await control.start('1'), async () => await control.resume('1', {})
  ]
  for (const act of acts) t.match((await act()).message, /^Already queued/)
  t.match(job.record.waiting, { resume_from: 'backup/m1-5', not_before: null })
  t.strictSame(events, [])
})

t.test('[Q322] a waiting job whose named backup is not its own keeps its delay and its backup', async t => {
  const { control, jobs: [job], events } = await serve()
  const before = job.record.waiting
  for (const model_id of ['x', 'm9-1']) {
    await t.rejects(control.resume('1', { model_id }), { code: 'backup_not_found' })
  }
  t.strictSame([job.record.waiting, events], [before, []])
})

t.test('[J321] several stops of a waiting job at once are one, and are answered alike', async t => {
  const { control, events } = await serve()
  const replies = await Promise.all([1, 2, 3].map(async () => await control.stop('1', {})))
  for (const { message, job } of replies) {
    t.match([message, job], ['Taken out of the queue', { status: 'stopped', queue: null }])
  }
  t.equal(events.length, 1)
  await t.rejects(control.stop('1', {}), { code: 'not_running' }, 'a later one has nothing to stop')
})

t.test('[J322] a job that is being started is not called paused', async t => {
  const job = liveJob(1)
  Object.assign(job.position, { state: { ...job.position.state, status: 'paused' } })
  reserve(job, ['cpu'])
  for (const error of [alreadyRunning(job), notRunning(job)]) {
    t.match(error, { message: /is starting/, jobs: [{ status: 'starting' }] })
  }
  const registry = createJobRegistry(() => false)
  registry.add(job)
  // as: a refused command needs the registry alone
  const trainer = createTrainerService({ registry, commands: {}, trainer: {}, machine: { ids: { uuid: () => '' } } } as
    unknown as Parameters<typeof createTrainerService>[0])
  await t.rejects(trainer.resume('1'), { code: 'not_paused', message: /is starting, not paused/ })
  await t.rejects(trainer.resumePoint('1'), { code: 'already_running', message: /is starting/ })
})
