import t from 'tap'
import type { JournalEvent } from '../../../../core/contract/journal.ts'
import type { TrainingState } from '../../../../core/contract/training.ts'
import { newJob, reserve } from '../../../../services/jobs/live-job.ts'
import type { LiveJob } from '../../../../services/jobs/live-job.ts'
import { newRecord } from '../../../../services/jobs/new-record.ts'
import { createExpectedLengths } from '../../../../services/queue/expected-lengths.ts'

const config = { epochs: 10, model_type: 'SDXL', batch_size: 4, concepts: [{ path: '/cats' }] }

function job (job_number: number, known: Partial<TrainingState> = {}, change: object = {}): LiveJob {
  return newJob(newRecord({
    job_id: `job ${job_number}`, job_number, job_slug: `job_${job_number}`, job_name: `Training ${job_number}`,
    trainer: 'onetrainer', created_at: '2026-01-01T00:00:00.000Z', end_order: job_number
  }), { ...config, ...change }, known)
}

/** One that trained its epochs in so many seconds each, after 60 s of loading. */
function done (job_number: number, epoch_seconds: number, change: object = {}, device = 'GPU-a'): LiveJob {
  const training_elapsed_seconds = epoch_seconds * 10
  const ended = job(job_number, {
    status: 'completed', reason: 'finished', attempt: 1, max_epoch: 10, max_step: 100, training_elapsed_seconds,
    elapsed_seconds: training_elapsed_seconds + 60
  }, change)
  reserve(ended, [device])
  return ended
}

interface World {
  jobs: LiveJob[]
  events?: Record<number, object[]>
  gpus?: Array<{ device: string, name: string }>
}

function open ({ jobs, events = {}, gpus = [{ device: 'GPU-a', name: 'A' }] }: World) {
  let reads = 0
  const lengths = createExpectedLengths({
    registry: { all: () => jobs },
    allocator: {
      list: () => gpus.map(gpu => ({ ...gpu, index: null, job: null })),
      setsFor: () => gpus.map(({ device }) => [device])
    },
    store: {
      async eventsOfType (job_number, type) {
        reads++
        const of_type = (events[job_number] ?? []).filter(event => 'type' in event && event.type === type)
        return of_type.map((event, id) => ({ id, job_id: '', event: event as JournalEvent })) // as: only that is read
      }
    }
  })
  const of = async (one: LiveJob) => {
    const [found] = await lengths([one])
    return found!.seconds ?? found!.why
  }
  return { lengths, of, reads: () => reads }
}

const none = 'no job like it was completed here in one go'

t.test('[Q362] only completed jobs like it, of its device, tell the length of a job', async t => {
  const jobs = [done(1, 100), done(2, 120), done(3, 900, { batch_size: 1 }), done(4, 900, {}, 'GPU-b'), job(5)]
  const { of } = open({ jobs })
  t.equal(await of(job(9)), 60 + 1100, 'the median of 1 and 2')
  t.equal(await of(job(9, {}, { epochs: 100, learning_rate: 1 })), 60 + 11_000)
  t.equal(await of(job(9, {}, { batch_size: 1 })), 60 + 9000)
  t.equal(await of(job(9, {}, { resolution: '1024' })), none)
  t.equal(await of(job(9, {}, { epochs: 'many' })), 'its config does not say how many epochs it trains')
})

t.test('[Q362] a job that was paused does not count, and the newest ones count alone', async t => {
  const events = { 2: [{ type: 'command_result', command: 'pause', status: 'done' }] }
  t.equal(await open({ jobs: [done(1, 100), done(2, 900)], events }).of(job(9)), 60 + 1000)
  t.equal(await open({ jobs: [done(2, 900)], events }).of(job(9)), none)
  const slower = Array.from({ length: 40 }, (_, index) => done(index + 1, index < 25 ? 500 : 100))
  t.equal(await open({ jobs: slower }).of(job(99)), 60 + 1000)
})

t.test('[Q362] on one of several equal GPUs all of them count; of different ones the length is not known', async t => {
  const jobs = [done(1, 100), done(2, 120, {}, 'GPU-b')]
  const pair = (name: string) => [{ device: 'GPU-a', name: 'A' }, { device: 'GPU-b', name }]
  t.equal(await open({ jobs, gpus: pair('A') }).of(job(9)), 60 + 1100)
  t.equal(await open({ jobs, gpus: pair('B') }).of(job(9)), 'it is not known which of several different GPUs it gets')
})

t.test('[Q362] of a job that goes on from a backup only what is left counts', async t => {
  const resumed = (path: string): LiveJob => {
    const one = job(9, { max_step: 100 })
    const waiting = {
      for_attempt: 2, rank: 1, queued_at: '2026-01-01T00:00:00.000Z', not_before: null, resume_from: path
    }
    return { ...one, record: { ...one.record, waiting } }
  }
  const events = { 9: [{ type: 'backup_created', file: { path: 'backup/x' }, epoch: 7, epoch_step: 50 }] }
  const { of } = open({ jobs: [done(1, 100)], events })
  t.equal(await of(resumed('backup/x')), 60 + 250)
  t.equal(await of(resumed('backup/y')), 'it is not known how many epochs its backup has behind it')
})

t.test('[Q362] what is read of an ended job is read once, for a thousand jobs that wait', async t => {
  const { lengths, reads } = open({ jobs: Array.from({ length: 1000 }, (_, index) => done(index + 1, 100)) })
  const waiting = Array.from({ length: 1000 }, (_, index) => job(2000 + index))
  for (let times = 0; times < 3; times++) t.equal((await lengths(waiting)).at(-1)?.seconds, 1060)
  t.equal(reads(), 15)
})
