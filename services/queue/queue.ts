import { createAppError } from '../../core/domain/app-error.ts'
import type { Clock, Timer } from '../../core/domain/clock.ts'
import type { Device } from '../../core/domain/job/device-need.ts'
import { schedule } from '../../core/domain/job/schedule.ts'
import type { AttemptStarter } from '../attempts/start.ts'
import { alreadyRunning } from '../jobs/registry.ts'
import type { LiveJob, JobRegistry } from '../jobs/registry.ts'
import { dependencies } from './dependencies.ts'
import type { WaitingList } from './waiting-list.ts'
import type { Hold } from './hold.ts'
import type { DeviceAllocator } from './device-allocator.ts'
import { handleAttemptEnd } from './retry-ended.ts'
import type { AttemptEndDeps } from './retry-ended.ts'

export interface JobQueue extends WaitingList {
  /** Why a waiting job is not at work, for a person. */
  waitsFor: (job: LiveJob) => string
  /** Gives a job its devices this moment and claims it; whoever did so lets go of the claim. Errors: already_running, device_unknown. */
  claim: (pick: () => LiveJob) => Promise<LiveJob>
  /** Answers attempts that ended, and looks who can start. Call it whenever that may have changed. */
  scheduleRound: () => void
  /** The devices an ended job had; they are given out again once their memory is free. */
  release: (devices: readonly string[]) => void
  /** The devices, and who has them. */
  devices: () => Promise<Array<Device & { job: LiveJob | null }>>
  close: () => void
}

interface QueueDeps extends Omit<AttemptEndDeps, 'queue'> {
  registry: JobRegistry
  waiting_list: WaitingList
  allocator: DeviceAllocator
  starter: Pick<AttemptStarter, 'begin' | 'endUnsent'>
  hold: Hold
  clock: Clock
  /** One at a time: whatever changes the queue. */
  inTurn: <T>(act: () => Promise<T>) => Promise<T>
  log: { warn: (facts: object, message: string) => void }
}

/** A start that failed before there was an attempt. It counts as long as the job waits as it did then. */
interface Postponed { until: number, problem: string, queued_at: string | undefined }

const TRY_AGAIN_MS = 30_000

/** Starts who is next. At most one job has a device; a job that cannot start holds up only those that need the same. */
export function createJobQueue (deps: QueueDeps): JobQueue {
  const { registry, waiting_list: waitingList, allocator: allocator, starter: starter, clock, hold } = deps
  const { waiting, leave } = waitingList
  const failures = new Map<string, Postponed>()
  let alarm: Timer | null = null
  let closed = false
  let roundScheduled = false

  function postponed ({ record }: LiveJob): Postponed | undefined {
    const failure = failures.get(record.job_id)
    return failure?.queued_at === record.waiting?.queued_at ? failure : undefined
  }

  const startsAt = (job: LiveJob): number => Math.max(Date.parse(job.record.waiting?.not_before ?? '') || 0, postponed(job)?.until ?? 0)

  async function round (): Promise<void> {
    if (closed) return
    await allocator.refresh()
    let trouble = false
    for (const job of registry.all()) trouble = !await attempted(job, async () => { await handleAttemptEnd({ ...deps, queue: waitingList }, job) }) || trouble
    while (await dropLost()); // one that is dropped may be what another one was to follow
    const now = clock.now()
    const ready = (job: LiveJob): boolean => startsAt(job) <= now && dependencies(registry, job).pending === null
    const placements = hold.held() ? [] : schedule(waiting().map(job => ({ job_id: job.record.job_id, device_sets: allocator.setsFor(job), ready: ready(job) })), allocator.freeFor(waiting()))
    for (const { job_id, devices } of placements) void launch(registry.find(job_id), devices)
    const next = Math.min(...waiting().map(startsAt).filter(at => at > now), trouble ? now + TRY_AGAIN_MS : Infinity)
    wakeIn(next === Infinity ? null : next - now)
  }

  async function dropLost (): Promise<boolean> {
    let any = false
    for (const job of waiting()) {
      const lost = dependencies(registry, job).failed
      if (lost === null) continue
      any = await attempted(job, async () => { await leave(job, { status: 'error', reason: 'dependency_failed', message: lost }) }) || any
    }
    return any
  }

  /** Whether it could be done. What is wrong with one job holds up no other. */
  async function attempted (job: LiveJob, act: () => Promise<void>): Promise<boolean> {
    try {
      await act()
      return true
    } catch (err) {
      deps.log.warn({ err, job_id: job.record.job_id }, 'the queue could not go on with a job')
      return false
    }
  }

  function wakeIn (ms: number | null): void {
    alarm?.cancel()
    alarm = ms === null || closed ? null : clock.after(Math.min(ms, 2 ** 31 - 1), scheduleRound)
  }

  async function launch (job: LiveJob, devices: string[]): Promise<void> {
    job.isReserved = true
    job.devices = devices
    try {
      await starter.begin(job, { resume_from: job.record.waiting?.resume_from ?? null, devices })
      failures.delete(job.record.job_id)
    } catch (error) {
      deps.log.warn({ err: error, job_id: job.record.job_id }, 'a waiting job could not be started')
      await postpone(job, error instanceof Error ? error.message : String(error)).catch(err => { deps.log.warn({ err, job_id: job.record.job_id }, 'a job that could not be started could not be answered') })
    } finally {
      job.isReserved = false
      scheduleRound()
    }
  }

  /** An attempt that never came to be is tried again later, unless somebody asked meanwhile that the job be stopped. */
  async function postpone (job: LiveJob, problem: string): Promise<void> {
    if ((job.record.waiting?.for_attempt ?? 0) <= job.position.attempt) return // it came to be, and has ended
    failures.set(job.record.job_id, { until: clock.now() + TRY_AGAIN_MS, problem, queued_at: job.record.waiting?.queued_at })
    const undone = await starter.endUnsent(job)
    if (undone.includes('stop')) await deps.inTurn(async () => { await leave(job, { status: 'stopped', reason: 'user_stop', message: 'Taken out of the queue' }) })
  }

  function scheduleRound (): void {
    if (roundScheduled || closed) return
    roundScheduled = true
    deps.inTurn(async () => {
      roundScheduled = false
      await round()
    }).catch(error => {
      deps.log.warn({ err: error }, 'the queue could not be looked through; it is tried again')
      wakeIn(TRY_AGAIN_MS)
    })
  }

  function waitsFor (job: LiveJob): string {
    const { pending } = dependencies(registry, job)
    if (pending !== null) return pending
    if (startsAt(job) > clock.now()) return [postponed(job)?.problem, `not before ${new Date(startsAt(job)).toISOString()}`].filter(part => part !== undefined).join('; ')
    if (hold.held()) return 'the queue is held'
    if (allocator.setsFor(job).length === 0) return 'no device of this machine fits its config'
    const busy = allocator.blockersOf(job)
    return busy.length > 0 ? busy.join('; ') : 'it is its turn, or a job before it waits for the same devices'
  }

  return {
    ...waitingList,
    waitsFor,
    scheduleRound: scheduleRound,
    claim: async pick => await deps.inTurn(async () => {
      await allocator.refresh()
      const [busy] = registry.active()
      if (busy !== undefined) throw alreadyRunning(busy)
      const job = pick()
      const devices = allocator.bestSetFor(job)
      if (devices === undefined) throw createAppError('device_unknown', { device: job.record.device })
      Object.assign(job, { isReserved: true, devices })
      registry.add(job)
      return job
    }),
    release (devices) {
      allocator.release(devices).catch(error => { deps.log.warn({ err: error }, 'the memory of a device could not be read') }).finally(scheduleRound)
    },
    async devices () {
      await allocator.refresh()
      return allocator.list()
    },
    close () {
      closed = true
      alarm?.cancel()
    }
  }
}
