import assert from 'node:assert'
import fc from 'fast-check'
import t from 'tap'
import { remainingDelay } from '../../../../core/domain/job/retry.ts'
import type { LiveJob } from '../../../../services/jobs/live-job.ts'
import { newJob, replaceRecord } from '../../../../services/jobs/live-job.ts'
import { newRecord } from '../../../../services/jobs/new-record.ts'
import { createStartConditions } from '../../../../services/queue/start-conditions.ts'
import { createWaitingList } from '../../../../services/queue/waiting-list.ts'
import { createManualClock } from '../../../helpers/manual-clock.ts'
import type { ManualClock } from '../../../helpers/manual-clock.ts'

const HOUR = 3_600_000
const entry = { cause: 'auto_retried', resume_from: null, message: 'waits' } as const

const newLiveJob = (): LiveJob => newJob(newRecord({
  job_id: '019a4f6e-7b1c-7c3e-9d2a-5f0b8e6c1d42', job_number: 1, job_slug: 'job_aaaaaaaa', job_name: 'Training 1',
  trainer: 'builtin', created_at: '2026-01-01T00:00:00.000Z'
}), {})

/** The queue of a server that has just started, and a job that it finds. */
function serve (clock: ManualClock, job: LiveJob) {
  const waiting_list = createWaitingList({
    registry: { all: () => [job] }, clock, recordEvent: async () => {},
    records: { update: async (one, change) => { replaceRecord(one, { ...one.record, ...change }) } }
  })
  const conditions = createStartConditions({
    registry: { byId: () => undefined, damaged: () => [] }, clock, waiting_list,
    allocator: { setsFor: () => [['cpu']], blockersOf: () => [], gpuProblem: () => null },
    hold: { held: () => false, set: async () => {} }
  })
  return { ...waiting_list, ...conditions }
}

t.test('[Y224] a job whose GPU cannot be found is told what nvidia-smi says, and not that nothing fits', t => {
  const waits = (problem: string | null): string => {
    const clock = createManualClock()
    const waiting_list = { delayOf: () => 0 }
    const conditions = createStartConditions({
      registry: { byId: () => undefined, damaged: () => [] }, clock, waiting_list,
      allocator: { setsFor: () => [], blockersOf: () => [], gpuProblem: () => problem },
      hold: { held: () => false, set: async () => {} }
    })
    return conditions.waitsFor(newLiveJob())
  }
  t.equal(waits('Driver/library version mismatch'),
    'its GPU cannot be found: nvidia-smi fails and says: Driver/library version mismatch')
  t.equal(waits(null), 'no device of this machine fits its config')
  t.end()
})

for (const set_by of [-2 * HOUR, 2 * HOUR]) {
  t.test(`[Q54] a retry is due after its delay, although the wall clock is set by ${set_by / HOUR} h`, async t => {
    const clock = createManualClock()
    const job = newLiveJob()
    const queue = serve(clock, job)
    await queue.enter(job, { ...entry, delay_seconds: 10 })
    const recorded = queue.notBefore(job)
    t.equal(recorded, '2026-01-01T00:00:10.000Z')
    clock.setWallClock(set_by)
    clock.advance(4000)
    const due = new Date(clock.now() + 6000).toISOString()
    t.strictSame([queue.notBefore(job), queue.waitsFor(job)], [due, `not before ${due}`], 'a person sees the true one')
    clock.advance(5999)
    t.strictSame([queue.isReady(job), queue.delayOf(job)], [false, 1])
    clock.advance(1)
    t.strictSame([queue.isReady(job), queue.delayOf(job)], [true, 0])
  })

  t.test(`[Q54] a start that failed is tried again after 30 s, although the clock is set by ${set_by / HOUR} h`, t => {
    const clock = createManualClock()
    const job = newLiveJob()
    const queue = serve(clock, job)
    queue.postpone(job, 'no runner')
    clock.setWallClock(set_by)
    clock.advance(29_999)
    t.notOk(queue.isReady(job))
    t.match(queue.waitsFor(job), /^no runner; not before 20/)
    clock.advance(1)
    t.ok(queue.isReady(job))
    t.end()
  })
}

t.test('[Q54] the server that finds a waiting retry waits at most its delay again', async t => {
  for (const [set_by, left] of [[0, 7000], [-2 * HOUR, 10_000], [2 * HOUR, 0]] as const) {
    const clock = createManualClock()
    const job = newLiveJob()
    await serve(clock, job).enter(job, { ...entry, delay_seconds: 10 })
    clock.advance(3000)
    clock.setWallClock(set_by)
    const next = serve(clock, { ...job })
    t.equal(next.delayOf(job), left, `the clock was set by ${set_by / HOUR} h meanwhile`)
  }
})

t.test('[Q54] however often the clock is set, a delay takes as long as it was asked for', async t => {
  const jump = fc.integer({ min: -30 * HOUR, max: 30 * HOUR })
  const pass = fc.integer({ min: 0, max: 4000 })
  await fc.assert(fc.asyncProperty(fc.array(fc.tuple(jump, pass)), async steps => {
    const clock = createManualClock()
    const job = newLiveJob()
    const queue = serve(clock, job)
    await queue.enter(job, { ...entry, delay_seconds: 20 })
    let left = 20_000
    for (const [set_by, passed] of steps) {
      clock.setWallClock(set_by)
      clock.advance(passed)
      left = Math.max(0, left - passed)
      assert.equal(queue.delayOf(job), left)
      assert.equal(queue.isReady(job), left === 0)
    }
  }))
})

t.test('[Q54] what a record says is read as a delay between nothing and the whole of it', t => {
  const waiting = { queued_at: '2026-01-01T00:00:00.000Z', not_before: '2026-01-01T00:00:30.000Z' }
  const at = (text: string): number => remainingDelay(waiting, Date.parse(text))
  const moments = ['2025-06-01T00:00:00', '2026-01-01T00:00:00', '2026-01-01T00:00:20', '2026-01-01T00:00:30']
  t.strictSame([...moments, '2027-01-01T00:00:00'].map(moment => at(moment + 'Z')), [30_000, 30_000, 10_000, 0, 0])
  t.equal(remainingDelay({ ...waiting, not_before: null }, 0), 0)
  t.end()
})
