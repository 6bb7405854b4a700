import type { EventBodyOf } from '../../src/contract/events.ts'
import type { JobRecord } from '../../src/contract/job-record.ts'
import { createAppError } from '../../src/domain/app-error.ts'
import type { Clock, Timer } from '../../src/domain/clock.ts'
import { deviceNeed, deviceSets, freeOf } from '../../src/domain/device-need.ts'
import type { Device } from '../../src/domain/device-need.ts'
import { queueOrder, rankBetween, schedule } from '../../src/domain/schedule.ts'
import type { JobFolders } from '../training/job-folders.ts'
import type { Ingest } from '../training/ingest.ts'
import type { JobKeeper } from '../training/job-keeper.ts'
import { alreadyRunning, isJobActive, isWaiting } from '../training/job-registry.ts'
import type { Job, JobRegistry } from '../training/job-registry.ts'
import { dependencies } from './dependencies.ts'
import type { Devices } from './devices.ts'
import type { Hold } from './hold.ts'
import { note } from './note.ts'
import type { Records } from './records.ts'
import { settle } from './settle.ts'

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
  /** Answers attempts that ended, and looks who can start. Call it whenever that may have changed. */
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
  folders: Pick<JobFolders, 'appendNote' | 'dropNote'>
  ingest: Pick<Ingest, 'take'>
  keeper: Pick<JobKeeper, 'begin' | 'endUnsent'>
  /** Newest complete backup of a job. Errors: nothing_to_resume, job_finished. */
  resumePoint: (job: Job) => Promise<{ backup: string }>
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
  let poked = false
  /** How often each was given back and is not free yet. */
  const cooling = new Map<string, number>()
  const postponed = new Map<Job, { until: number, problem: string }>()
  const timestamp = (ms = clock.now()): string => new Date(ms).toISOString()

  const key = ({ facts }: Job) => ({ priority: facts.priority, rank: facts.waiting?.rank ?? 0, job_number: facts.job_number })
  const waiting = (): Job[] => registry.all().filter(isWaiting).sort((a, b) => queueOrder(key(a), key(b)))
  const setsFor = ({ facts, config }: Job): string[][] => deviceSets(deviceNeed(facts.trainer, config, facts.device), known)
  // A job has its devices until its runner is gone, which is a moment after its last event.
  const holders = (): Map<string, Job> => new Map(registry.all().filter(job => isJobActive(job) || job.attempt !== null).flatMap(job => job.devices.map(device => [device, job] as const)))
  const startsAt = (job: Job): number => Math.max(Date.parse(job.facts.waiting?.not_before ?? '') || 0, postponed.get(job)?.until ?? 0)

  function freeDevices (): Set<string> {
    const all = [...known.map(({ device }) => device), ...waiting().flatMap(job => setsFor(job).flat())]
    return freeOf(all, new Set([...holders().keys(), ...cooling.keys()]))
  }

  async function round (): Promise<void> {
    if (closed) return
    known = await deps.devices.list()
    let trouble = false
    for (const job of registry.all()) trouble = !await attempted(job, async () => { await settle({ queue: { enter }, records, resumePoint: deps.resumePoint }, job) }) || trouble
    while (await dropLost()); // one that is dropped may be what another one was to follow
    const now = clock.now()
    const ready = (job: Job): boolean => startsAt(job) <= now && dependencies(registry, job).pending === null
    const placements = hold.held() ? [] : schedule(waiting().map(job => ({ job_id: job.facts.job_id, device_sets: setsFor(job), ready: ready(job) })), freeDevices())
    for (const { job_id, devices } of placements) void launch(registry.find(job_id), devices)
    setAlarm(now, trouble)
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

  function setAlarm (now: number, trouble: boolean): void {
    const next = Math.min(...waiting().map(startsAt).filter(at => at > now), trouble ? now + TRY_AGAIN_MS : Infinity)
    wakeIn(next === Infinity ? null : next - now)
  }

  function wakeIn (ms: number | null): void {
    alarm?.cancel()
    alarm = ms === null || closed ? null : clock.after(Math.min(ms, 2 ** 31 - 1), poke)
  }

  async function launch (job: Job, devices: string[]): Promise<void> {
    job.claimed = true
    job.devices = devices
    try {
      postponed.delete(job)
      await keeper.begin(job, { resume_from: job.facts.waiting?.resume_from ?? null, devices })
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
    postponed.set(job, { until: clock.now() + TRY_AGAIN_MS, problem })
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

  async function enter (job: Job, { cause, resume_from, message, delay_seconds = 0 }: Entry, more: Partial<JobRecord> = {}): Promise<void> {
    const ranks = registry.all().flatMap(({ facts }) => facts.waiting?.rank ?? [])
    const queued_at = timestamp()
    const not_before = delay_seconds === 0 ? null : timestamp(clock.now() + delay_seconds * 1000)
    const before = job.facts
    await records.update(job, { ...more, waiting: { for_attempt: job.position.attempt + 1, rank: Math.max(0, ...ranks) + 1, queued_at, not_before, resume_from } })
    try {
      await note(deps, job, { type: 'job_queued', cause, priority: job.facts.priority, resume_from, message })
    } catch (error) {
      await records.update(job, before) // who is told that it failed must not find it done
      throw error
    }
    postponed.delete(job)
  }

  async function leave (job: Job, { status, reason, message }: Leave, requested_by: string | null = null): Promise<void> {
    await records.update(job, { waiting: null, settled_attempt: job.position.attempt })
    postponed.delete(job)
    const exit = { code: null, signal: null, forced: false, requested_by, leftovers: 0, peak_rss_bytes: null }
    await note(deps, job, { type: 'training_status', status, phase: 'unknown', message, error: status === 'error' ? message : null, reason, exit, traceback: null })
  }

  async function move (job: Job, before: Job | null): Promise<void> {
    if (before === job) return
    const others = waiting().filter(other => other !== job)
    const at = before === null ? others.length : others.indexOf(before)
    const [above, below] = [others[at - 1], others[at]]
    const highest = above?.facts.priority ?? Infinity
    const lowest = below?.facts.priority ?? -Infinity
    const priority = Math.max(lowest, Math.min(highest, job.facts.priority))
    const rankOf = (other: Job | undefined): number | null => other?.facts.priority === priority ? other.facts.waiting?.rank ?? null : null
    const rank = rankBetween(rankOf(above), rankOf(below))
    if (rank !== undefined) return await place(job, rank, priority)
    for (const [index, one] of [...others.slice(0, at), job, ...others.slice(at)].entries()) await place(one, index + 1, one === job ? priority : one.facts.priority)
  }

  async function place (job: Job, rank: number, priority: number): Promise<void> {
    const { waiting } = job.facts
    if (waiting !== null) await records.update(job, { waiting: { ...waiting, rank }, priority })
  }

  function cool (device: string): void {
    const times = (cooling.get(device) ?? 1) - 1
    if (times === 0) cooling.delete(device)
    else cooling.set(device, times)
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
      const sets = setsFor(job)
      const devices = sets.find(set => !set.some(device => cooling.has(device))) ?? sets[0]
      if (devices === undefined) throw createAppError('device_unknown', { device: job.facts.device })
      Object.assign(job, { claimed: true, devices })
      registry.add(job)
      return job
    }),
    release (devices) {
      for (const device of devices) cooling.set(device, (cooling.get(device) ?? 0) + 1)
      deps.devices.freed(devices).catch(error => { deps.log.warn({ err: error }, 'the memory of a device could not be read') }).finally(() => {
        for (const device of devices) cool(device)
        poke()
      })
    },
    async devices () {
      known = await deps.devices.list()
      const taken = holders()
      const unknown = [...taken.keys()].filter(name => !known.some(({ device }) => device === name)).map(device => ({ device, name: device, index: null }))
      return [...known, ...unknown].map(device => ({ ...device, job: taken.get(device.device) ?? null }))
    },
    close () {
      closed = true
      alarm?.cancel()
    }
  }
}
