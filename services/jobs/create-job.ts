import { createHash } from 'node:crypto'
import type { Finding } from '../../core/contract/errors.ts'
import { noRetry } from '../../core/contract/job-record.ts'
import type { JobRecord } from '../../core/contract/job-record.ts'
import type { JobRequest } from '../../core/contract/jobs.ts'
import type { TrainerKind } from '../../core/contract/values.ts'
import { createAppError } from '../../core/domain/app-error.ts'
import { deviceConflict, deviceNeed, deviceSets } from '../../core/domain/job/device-need.ts'
import type { JsonObject } from '../../core/domain/config/json-schema.ts'
import { chooseConfig } from '../configs/choose-config.ts'
import type { ConfigsOf } from '../configs/command-args.ts'
import type { LiveJob, JobRegistry } from './registry.ts'
import type { Devices } from '../queue/devices.ts'
import type { JobFactory } from './job-factory.ts'
import type { JobQueue } from '../queue/queue.ts'

/** What a caller decides besides the request. */
export interface Origin { trainer?: TrainerKind, network_id?: string, idempotency_key?: string | undefined }
export interface Created { job: LiveJob, warnings: Finding[], replayed: boolean }

interface CreateJobDeps {
  registry: JobRegistry
  factory: JobFactory
  queue: Pick<JobQueue, 'enter' | 'scheduleRound'>
  devices: Pick<Devices, 'list'>
  configsOf: ConfigsOf
  /** Kind of trainer new jobs are for. */
  serving: TrainerKind
  inTurn: <T>(act: () => Promise<T>) => Promise<T>
}

/** Makes the function that makes jobs. One made twice with one Idempotency-Key is made once; that holds over a restart. */
export function createCreateJob (deps: CreateJobDeps) {
  const { registry, factory: factory, queue } = deps
  const making = new Map<string, Promise<Created>>()

  async function make (request: JobRequest, origin: Origin, idempotency: { key: string, request_sha256: string } | null): Promise<Created> {
    const { forked, after } = relatives(request)
    const trainer = origin.trainer ?? forked?.record.trainer ?? deps.serving
    const { config, warnings } = await chooseConfig(deps.configsOf(trainer), { ...request, forked: forked?.config })
    const device = request.device ?? 'auto'
    await checkDevice(trainer, config, device)
    const given = { ...saidOf(request), trainer, device, after, fork_of: forked?.record.job_id ?? null, network_id: origin.network_id ?? null, idempotency }
    const job = await deps.inTurn(async () => await persistAndEnqueue(factory.build(given, config), request.queue !== false))
    queue.scheduleRound()
    return { job, warnings, replayed: false }
  }

  /** Once this is done the job is whole; whoever has found it in the list meanwhile comes after. */
  async function persistAndEnqueue (job: LiveJob, queued: boolean): Promise<LiveJob> {
    registry.add(job) // takes its number
    await factory.persist(job)
    try {
      if (queued) await queue.enter(job, { cause: 'created', resume_from: null, message: 'Waits for its turn' })
    } catch (error) {
      await factory.rollback(job)
      throw error
    }
    return job
  }

  /** The jobs it names. Errors: job_not_found. */
  function relatives ({ fork_of, after = [] }: JobRequest): { forked: LiveJob | undefined, after: string[] } {
    return { forked: fork_of === undefined ? undefined : registry.find(fork_of), after: after.map(ref => registry.find(ref).record.job_id) }
  }

  async function checkDevice (trainer: TrainerKind, config: JsonObject, device: string): Promise<void> {
    const conflict = deviceConflict(trainer, config, device)
    if (conflict !== null) throw createAppError('config_invalid', { count: 1 }, { details: [{ pointer: '/device', message: conflict, severity: 'error' }] })
    if (deviceSets(deviceNeed(trainer, config, device), await deps.devices.list()).length === 0) throw createAppError('device_unknown', { device: device === 'auto' ? String(config.train_device ?? device) : device })
  }

  return async (request: JobRequest, origin: Origin = {}): Promise<Created> => {
    const { idempotency_key: key } = origin
    if (key === undefined) return await make(request, origin, null)
    const request_sha256 = createHash('sha256').update(JSON.stringify(request)).digest('hex')
    for (let underway = making.get(key); underway !== undefined; underway = making.get(key)) await underway.catch(() => undefined) // whoever began it hears of its error
    const made = registry.all().find(({ record }) => record.idempotency?.key === key)
    if (made !== undefined) {
      if (made.record.idempotency?.request_sha256 !== request_sha256) throw createAppError('idempotency_conflict', { key })
      return { job: made, warnings: [], replayed: true }
    }
    const mine = make(request, origin, { key, request_sha256 })
    making.set(key, mine)
    try {
      return await mine
    } finally {
      if (making.get(key) === mine) making.delete(key)
    }
  }
}

/** What the request says of the job itself. */
function saidOf ({ name: job_name, notes, tags, priority, retry }: JobRequest): Partial<JobRecord> {
  const said = { job_name, notes, tags, priority, retry: retry === undefined ? undefined : { ...noRetry, ...retry } }
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined))
}
