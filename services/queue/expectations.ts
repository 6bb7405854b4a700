import type { WaitingJob } from '../../core/contract/queue.ts'
import type { Clock } from '../../core/domain/clock.ts'
import { toTimestamp } from '../../core/domain/clock.ts'
import { expectedStarts } from '../../core/domain/job/expected-start.ts'
import type { AtWork, Expected, Moment } from '../../core/domain/job/expected-start.ts'
import { jobTitle } from '../../core/domain/job/job-title.ts'
import { stateNow } from '../jobs/live-job.ts'
import type { LiveJob } from '../jobs/live-job.ts'
import type { JobRegistry } from '../jobs/registry.ts'
import type { DeviceAllocator } from './device-allocator.ts'
import type { ExpectedLengths } from './expected-lengths.ts'
import type { Hold } from './hold.ts'
import type { StartConditions } from './start-conditions.ts'

type Expectation = Pick<WaitingJob, 'expected_start' | 'start_unknown' | 'expected_seconds' | 'length_unknown'>

/** What is to be expected of the first so many waiting jobs, in their order. It is worked out anew on each call. */
export type Expectations = (waiting: readonly LiveJob[]) => Promise<Expectation[]>

interface ExpectationsDeps {
  registry: Pick<JobRegistry, 'active' | 'byId'>
  allocator: Pick<DeviceAllocator, 'setsFor' | 'freeFor' | 'list'>
  conditions: Pick<StartConditions, 'delayOf' | 'waitsFor'>
  lengths: ExpectedLengths
  hold: Pick<Hold, 'held'>
  clock: Pick<Clock, 'now' | 'mono'>
}

export function createExpectations (
  { registry, allocator, conditions, lengths, hold, clock }: ExpectationsDeps
): Expectations {
  /** When a training ends, by its own estimate. */
  function endOf (job: LiveJob): Moment {
    const { eta_seconds, status } = stateNow(job, clock)
    if (eta_seconds !== null) return { seconds: eta_seconds, why: null }
    const title = jobTitle(job.record)
    return unknown(status === 'paused' ? `${title} is paused` : `it is not known yet when ${title} ends`)
  }

  function atWork (waiting: readonly LiveJob[]): AtWork {
    const ends = new Map(registry.active().map(job => [job.record.job_id, endOf(job)]))
    const devices = new Map<string, Moment>()
    for (const { device, job } of allocator.list()) {
      const end = job === null ? undefined : ends.get(job.record.job_id)
      devices.set(device, end ?? unknown(`it is not known when ${device} is free`))
    }
    for (const device of allocator.freeFor(waiting)) devices.set(device, { seconds: 0, why: null })
    return { devices, ends }
  }

  const expected = (job: LiveJob, length: Moment): Expected => ({
    job_id: job.record.job_id,
    title: jobTitle(job.record),
    device_sets: allocator.setsFor(job),
    after: job.record.after.filter(job_id => registry.byId(job_id)?.position.state.status !== 'completed'),
    delay_seconds: conditions.delayOf(job) / 1000,
    get waits_for () { return conditions.waitsFor(job) },
    length
  })

  return async waiting => {
    const found = await lengths(waiting)
    const jobs = waiting.map((job, index) => expected(job, found[index]!)) // as: there is one of each
    const starts = hold.held() ? null : expectedStarts(atWork(waiting), jobs)
    const now_ms = clock.now()
    return jobs.map(({ job_id, length }) => {
      const start = starts === null ? unknown('the queue is held') : starts.get(job_id)!
      return {
        expected_start: start.seconds === null ? null : toTimestamp(now_ms + start.seconds * 1000),
        start_unknown: start.why,
        expected_seconds: length.seconds,
        length_unknown: length.why
      }
    })
  }
}

const unknown = (why: string): Moment => ({ seconds: null, why })
