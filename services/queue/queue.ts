import { createAppError } from '../../core/domain/app-error.ts'
import type { Clock, Timer } from '../../core/domain/clock.ts'
import type { Device } from '../../core/domain/job/device-need.ts'
import { schedule } from '../../core/domain/job/schedule.ts'
import type { JobKeeper } from '../attempts/start.ts'
import { alreadyRunning } from '../jobs/registry.ts'
import type { Job, JobRegistry } from '../jobs/registry.ts'
import { dependencies } from './dependencies.ts'
import type { Entries } from './waiting-list.ts'
import type { Hold } from './hold.ts'
import type { Occupancy } from './device-allocator.ts'
import { settle } from './retry-ended.ts'
import type { SettleDeps } from './retry-ended.ts'

export interface JobQueue extends Entries {
  /** Why a waiting job is not at work, for a person. */
  waitsFor: (job: Job) => string
  /** Gives a job its devices this moment and claims it; whoever did so lets go of the claim. Errors: already_running, device_unknown. */
  claim: (pick: () => Job) => Promise<Job>
  /** Answers attempts that ended, and looks who can start. Call it whenever that may have changed. */
  poke: () => void
  /** The devices an ended job had; they are given out again once their memory is free. */
  release: (devices: readonly string[]) => void
  /** The devices, and who has them. */
  devices: () => Promise<Array<Device & { job: Job | null }>>
  close: () => void
}

interface Deps extends Omit<SettleDeps, 'queue'> {
  registry: JobRegistry
  entries: Entries
  occupancy: Occupancy
  keeper: Pick<JobKeeper, 'begin' | 'endUnsent'>
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
export function createJobQueue (deps: Deps): JobQueue {
  const { registry, entries, occupancy, keeper, clock, hold } = deps
  const { waiting, leave } = entries
  const failures = new Map<string, Postponed>()
  let alarm: Timer | null = null
  let closed = false
  let poked = false

  function postponed ({ facts }: Job): Postponed | undefined {
    const failure = failures.get(facts.job_id)
    return failure?.queued_at === facts.waiting?.queued_at ? failure : undefined
  }

  const startsAt = (job: Job): number => Math.max(Date.parse(job.facts.waiting?.not_before ?? '') || 0, postponed(job)?.until ?? 0)

  async function round (): Promise<void> {
    if (closed) return
    await occupancy.look()
    let trouble = false
    for (const job of registry.all()) trouble = !await attempted(job, async () => { await settle({ ...deps, queue: entries }, job) }) || trouble
    while (await dropLost()); // one that is dropped may be what another one was to follow
    const now = clock.now()
    const ready = (job: Job): boolean => startsAt(job) <= now && dependencies(registry, job).pending === null
    const placements = hold.held() ? [] : schedule(waiting().map(job => ({ job_id: job.facts.job_id, device_sets: occupancy.setsFor(job), ready: ready(job) })), occupancy.freeFor(waiting()))
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
  async function attempted (job: Job, act: () => Promise<void>): Promise<boolean> {
    try {
      await act()
      return true
    } catch (err) {
      deps.log.warn({ err, job_id: job.facts.job_id }, 'the queue could not go on with a job')
      return false
    }
  }

  function wakeIn (ms: number | null): void {
    alarm?.cancel()
    alarm = ms === null || closed ? null : clock.after(Math.min(ms, 2 ** 31 - 1), poke)
  }

  async function launch (job: Job, devices: string[]): Promise<void> {
    job.claimed = true
    job.devices = devices
    try {
      await keeper.begin(job, { resume_from: job.facts.waiting?.resume_from ?? null, devices })
      failures.delete(job.facts.job_id)
    } catch (error) {
      deps.log.warn({ err: error, job_id: job.facts.job_id }, 'a waiting job could not be started')
      await postpone(job, error instanceof Error ? error.message : String(error)).catch(err => { deps.log.warn({ err, job_id: job.facts.job_id }, 'a job that could not be started could not be answered') })
    } finally {
      job.claimed = false
      poke()
    }
  }

  /** An attempt that never came to be is tried again later, unless somebody asked meanwhile that the job be stopped. */
  async function postpone (job: Job, problem: string): Promise<void> {
    if ((job.facts.waiting?.for_attempt ?? 0) <= job.position.attempt) return // it came to be, and has ended
    failures.set(job.facts.job_id, { until: clock.now() + TRY_AGAIN_MS, problem, queued_at: job.facts.waiting?.queued_at })
    const undone = await keeper.endUnsent(job)
    if (undone.includes('stop')) await deps.inTurn(async () => { await leave(job, { status: 'stopped', reason: 'user_stop', message: 'Taken out of the queue' }) })
  }

  function poke (): void {
    if (poked || closed) return
    poked = true
    deps.inTurn(async () => {
      poked = false
      await round()
    }).catch(error => {
      deps.log.warn({ err: error }, 'the queue could not be looked through; it is tried again')
      wakeIn(TRY_AGAIN_MS)
    })
  }

  function waitsFor (job: Job): string {
    const { pending } = dependencies(registry, job)
    if (pending !== null) return pending
    if (startsAt(job) > clock.now()) return [postponed(job)?.problem, `not before ${new Date(startsAt(job)).toISOString()}`].filter(part => part !== undefined).join('; ')
    if (hold.held()) return 'the queue is held'
    if (occupancy.setsFor(job).length === 0) return 'no device of this machine fits its config'
    const busy = occupancy.inTheWayOf(job)
    return busy.length > 0 ? busy.join('; ') : 'it is its turn, or a job before it waits for the same devices'
  }

  return {
    ...entries,
    waitsFor,
    poke,
    claim: async pick => await deps.inTurn(async () => {
      await occupancy.look()
      const [busy] = registry.active()
      if (busy !== undefined) throw alreadyRunning(busy)
      const job = pick()
      const devices = occupancy.bestSetFor(job)
      if (devices === undefined) throw createAppError('device_unknown', { device: job.facts.device })
      Object.assign(job, { claimed: true, devices })
      registry.add(job)
      return job
    }),
    release (devices) {
      occupancy.release(devices).catch(error => { deps.log.warn({ err: error }, 'the memory of a device could not be read') }).finally(poke)
    },
    async devices () {
      await occupancy.look()
      return occupancy.list()
    },
    close () {
      closed = true
      alarm?.cancel()
    }
  }
}
