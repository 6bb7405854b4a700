import type { EventBodyOf } from '../../src/contract/events.ts'
import type { JobRecord } from '../../src/contract/job-record.ts'
import { createAppError } from '../../src/domain/app-error.ts'
import type { Clock, Timer } from '../../src/domain/clock.ts'
import { deviceNeed, deviceSets } from '../../src/domain/device-need.ts'
import type { Device } from '../../src/domain/device-need.ts'
import { queueOrder, schedule } from '../../src/domain/schedule.ts'
import type { JobFolders } from '../training/job-folders.ts'
import type { Ingest } from '../training/ingest.ts'
import type { JobKeeper } from '../training/job-keeper.ts'
import { alreadyRunning, isWaiting } from '../training/job-registry.ts'
import type { Job, JobRegistry } from '../training/job-registry.ts'
import { dependencies } from './dependencies.ts'
import type { Devices } from './devices.ts'
import type { Hold } from './hold.ts'
import { note } from './note.ts'
import type { Records } from './records.ts'

type Cause = EventBodyOf<'job_queued'>['cause']
/** How a job enters the queue. */
export interface Entry { cause: Cause, resume_from: string | null, message: string, delay_seconds?: number }
/** How a job leaves it without having been trained. */
export interface Leave { status: 'stopped' | 'error', reason: 'user_stop' | 'dependency_failed' | 'start_failed', message: string }

export interface JobQueue {
  /** Lets a job wait for its next attempt. It is started by `poke`. */
  enter: (job: Job, entry: Entry, more?: Partial<JobRecord>) => Promise<void>
  /** Says once more that a job waits: a server ended before it had said so. */
  announce: (job: Job) => Promise<void>
  /** Takes a job out of it: its last event says why. */
  leave: (job: Job, how: Leave, requested_by?: string) => Promise<void>
  /** Puts a waiting job before another one, or last; it takes that one's priority where its own would not allow the place. */
  move: (job: Job, before: Job | null) => Promise<void>
  /** The jobs that wait, the next one first. */
  waiting: () => Job[]
  /** Why a waiting job is not at work, for a person. */
  waitsFor: (job: Job) => string
  /** Gives a job its devices this moment and claims it; whoever did so lets go of the claim. Errors: already_running, device_unknown. */
  claim: (pick: () => Job) => Promise<Job>
  /** Looks who can start. Call it whenever that may have changed. */
  poke: () => void
  /** The devices an ended job had; they are given out again once their memory is free. */
  release: (devices: readonly string[]) => void
  /** The devices, and who has them. */
  devices: () => Promise<Array<Device & { job: Job | null }>>
  close: () => void
}

interface Deps {
  registry: JobRegistry
  records: Records
  folders: Pick<JobFolders, 'appendNote'>
  ingest: Pick<Ingest, 'take'>
  keeper: Pick<JobKeeper, 'begin'>
  devices: Devices
  hold: Hold
  clock: Clock
  /** One at a time: whatever changes the queue. */
  inTurn: <T>(act: () => Promise<T>) => Promise<T>
  log: { warn: (facts: object, message: string) => void }
}

const TRY_AGAIN_MS = 30_000

/** The jobs that wait, and who is next. At most one job has a device; a job that cannot start holds up only those that need the same. */
export function createJobQueue (deps: Deps): JobQueue {
  const { registry, records, keeper, clock, hold } = deps
  let known: Device[] = []
  let alarm: Timer | null = null
  let closed = false
  const cooling = new Set<string>()
  const postponed = new Map<Job, { until: number, problem: string }>()
  const timestamp = (ms = clock.now()): string => new Date(ms).toISOString()

  const key = ({ facts }: Job) => ({ priority: facts.priority, rank: facts.waiting?.rank ?? 0, job_number: facts.job_number })
  const waiting = (): Job[] => registry.all().filter(isWaiting).sort((a, b) => queueOrder(key(a), key(b)))
  const setsFor = ({ facts, config }: Job): string[][] => deviceSets(deviceNeed(facts.trainer, config, facts.device), known)
  const holders = (): Map<string, Job> => new Map(registry.active().flatMap(job => job.devices.map(device => [device, job] as const)))
  const startsAt = (job: Job): number => Math.max(Date.parse(job.facts.waiting?.not_before ?? '') || 0, postponed.get(job)?.until ?? 0)

  function freeDevices (): Set<string> {
    const taken = holders()
    const all = new Set([...known.map(({ device }) => device), ...waiting().flatMap(job => setsFor(job).flat())])
    return new Set([...all].filter(device => !taken.has(device) && !cooling.has(device)))
  }

  async function round (): Promise<void> {
    if (closed) return
    known = await deps.devices.list()
    for (const job of waiting()) {
      const lost = dependencies(registry, job).failed
      if (lost !== null) await leave(job, { status: 'error', reason: 'dependency_failed', message: lost })
    }
    const now = clock.now()
    const ready = (job: Job): boolean => startsAt(job) <= now && dependencies(registry, job).pending === null
    const placements = hold.held() ? [] : schedule(waiting().map(job => ({ job_id: job.facts.job_id, device_sets: setsFor(job), ready: ready(job) })), freeDevices())
    for (const { job_id, devices } of placements) void launch(registry.find(job_id), devices)
    setAlarm(now)
  }

  function setAlarm (now: number): void {
    alarm?.cancel()
    const next = Math.min(...waiting().map(startsAt).filter(at => at > now))
    alarm = next === Infinity ? null : clock.after(Math.min(next - now, 2 ** 31 - 1), poke)
  }

  async function launch (job: Job, devices: string[]): Promise<void> {
    job.claimed = true
    job.devices = devices
    try {
      await keeper.begin(job, { resume_from: job.facts.waiting?.resume_from ?? null, devices })
      postponed.delete(job)
    } catch (error) {
      deps.log.warn({ err: error, job_id: job.facts.job_id }, 'a waiting job could not be started')
      postponed.set(job, { until: clock.now() + TRY_AGAIN_MS, problem: error instanceof Error ? error.message : String(error) })
    } finally {
      job.claimed = false
      poke()
    }
  }

  function poke (): void {
    deps.inTurn(round).catch(error => { deps.log.warn({ err: error }, 'the queue could not be looked through') })
  }

  async function enter (job: Job, { cause, resume_from, message, delay_seconds = 0 }: Entry, more: Partial<JobRecord> = {}): Promise<void> {
    const ranks = registry.all().flatMap(({ facts }) => facts.waiting?.rank ?? [])
    const queued_at = timestamp()
    const not_before = delay_seconds === 0 ? null : timestamp(clock.now() + delay_seconds * 1000)
    await records.update(job, { ...more, waiting: { for_attempt: job.position.attempt + 1, rank: Math.max(0, ...ranks) + 1, queued_at, not_before, resume_from } })
    await note(deps, job, { type: 'job_queued', cause, priority: job.facts.priority, resume_from, message })
  }

  async function leave (job: Job, { status, reason, message }: Leave, requested_by: string | null = null): Promise<void> {
    await records.update(job, { waiting: null, settled_attempt: job.position.attempt })
    const exit = { code: null, signal: null, forced: false, requested_by, leftovers: 0, peak_rss_bytes: null }
    await note(deps, job, { type: 'training_status', status, phase: 'unknown', message, error: status === 'error' ? message : null, reason, exit, traceback: null })
  }

  async function move (job: Job, before: Job | null): Promise<void> {
    const others = waiting().filter(other => other !== job)
    const at = before === null ? others.length : others.indexOf(before)
    const [above, below] = [others[at - 1], others[at]]
    const highest = above?.facts.priority ?? Infinity
    const lowest = below?.facts.priority ?? -Infinity
    const priority = Math.max(lowest, Math.min(highest, job.facts.priority))
    const order = [...others.slice(0, at), job, ...others.slice(at)]
    for (const [index, one] of order.entries()) {
      const { waiting: place } = one.facts
      const rank = index + 1
      if (place !== null && (place.rank !== rank || one === job)) await records.update(one, { waiting: { ...place, rank }, ...(one === job ? { priority } : {}) })
    }
  }

  function waitsFor (job: Job): string {
    const { pending } = dependencies(registry, job)
    if (pending !== null) return pending
    if (startsAt(job) > clock.now()) return [postponed.get(job)?.problem, `not before ${timestamp(startsAt(job))}`].filter(part => part !== undefined).join('; ')
    if (hold.held()) return 'the queue is held'
    const sets = setsFor(job)
    if (sets.length === 0) return 'no device of this machine fits its config'
    const taken = holders()
    const busy = [...new Set(sets.flat())].flatMap(device => taken.has(device) ? [`${device} is taken by job ${taken.get(device)?.facts.job_number}`] : cooling.has(device) ? [`${device} is being freed`] : [])
    return busy.length > 0 ? busy.join('; ') : 'it is its turn, or a job before it waits for the same devices'
  }

  return {
    enter,
    async announce (job) {
      const { resume_from } = job.facts.waiting ?? { resume_from: null }
      await note(deps, job, { type: 'job_queued', cause: job.position.attempt === 0 ? 'created' : 'retried', priority: job.facts.priority, resume_from, message: 'Waits for its turn' })
    },
    leave,
    move,
    waiting,
    waitsFor,
    poke,
    claim: async pick => await deps.inTurn(async () => {
      known = await deps.devices.list()
      const [busy] = registry.active()
      if (busy !== undefined) throw alreadyRunning(busy)
      const job = pick()
      const [devices] = setsFor(job)
      if (devices === undefined) throw createAppError('device_unknown', { device: job.facts.device })
      Object.assign(job, { claimed: true, devices })
      registry.add(job)
      return job
    }),
    release (devices) {
      for (const device of devices) cooling.add(device)
      deps.devices.freed(devices).catch(error => { deps.log.warn({ err: error }, 'the memory of a device could not be read') }).finally(() => {
        for (const device of devices) cooling.delete(device)
        poke()
      })
    },
    async devices () {
      known = await deps.devices.list()
      const taken = holders()
      return known.map(device => ({ ...device, job: taken.get(device.device) ?? null }))
    },
    close () {
      closed = true
      alarm?.cancel()
    }
  }
}
