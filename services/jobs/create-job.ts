import type { Finding } from '../../core/contract/errors.ts'
import { noRetry } from '../../core/contract/job-record.ts'
import type { JobRecord } from '../../core/contract/job-record.ts'
import type { JobRequest } from '../../core/contract/jobs.ts'
import type { TrainerKind } from '../../core/contract/values.ts'
import { createAppError } from '../../core/domain/app-error.ts'
import { deviceConflict, deviceNeed, deviceSets } from '../../core/domain/job/device-need.ts'
import { checkJobEnvironment } from '../../core/domain/job/job-environment.ts'
import type { JsonObject } from '../../core/domain/schema/json-schema.ts'
import { labelsFrom } from '../../core/domain/person-name.ts'
import { chooseConfig } from '../configs/choose-config.ts'
import type { ConfigsOf } from '../configs/command-args.ts'
import type { LiveJob } from './live-job.ts'
import { idempotencyRecord, jobOfKey } from './idempotency.ts'
import type { JobRegistry } from './registry.ts'
import { whyUnknown } from '../queue/devices.ts'
import type { Devices } from '../queue/devices.ts'
import type { JobFactory } from './job-factory.ts'
import type { Scheduler } from '../queue/scheduler.ts'
import type { WaitingList } from '../queue/waiting-list.ts'
import { createKeyedSerialiser } from '../files/serialise.ts'

/** What a caller decides besides the request. */
export interface Origin { trainer?: TrainerKind, network_id?: string, idempotency_key?: string | undefined }
export interface Created { job: LiveJob, warnings: Finding[], replayed: boolean }

interface CreateJobDeps {
  registry: JobRegistry
  factory: JobFactory
  waiting_list: Pick<WaitingList, 'enter'>
  devices: Pick<Devices, 'list' | 'gpuProblem'>
  configsOf: ConfigsOf
  /** Kind of trainer new jobs are for. */
  serving: TrainerKind
  change: Scheduler['change']
}

export type CreateJob = (request: JobRequest, origin?: Origin) => Promise<Created>

/** Makes the function that creates jobs. One Idempotency-Key creates one job; that holds over a restart. */
export function createCreateJob (deps: CreateJobDeps): CreateJob {
  const { registry, factory, waiting_list } = deps
  const requests = createKeyedSerialiser<string>()

  async function make (request: JobRequest, origin: Origin, idempotency: JobRecord['idempotency']): Promise<Created> {
    refuseBadEnvironment(request.environment)
    const { forked, after } = relatives(request)
    const trainer = origin.trainer ?? forked?.record.trainer ?? deps.serving
    const choice = { ...request, forked: forked?.config }
    const { config, name, warnings } = await chooseConfig(deps.configsOf(trainer), choice)
    const device = request.device ?? 'auto'
    await checkDevice(trainer, config, device)
    const lineage = {
      after, fork_of: forked?.record.job_id ?? null, network_id: origin.network_id ?? null,
      config_name: name ?? forked?.record.config_name ?? null
    }
    const given = { ...requestedFields(request), trainer, device, ...lineage, idempotency }
    const job = await deps.change(
      async () => await persistAndEnqueue(factory.build(given, config), request.queue !== false)
    )
    return { job, warnings, replayed: false }
  }

  /**
   * The job is in the list from the start, and complete once this resolves; acts on it wait for their turn until then.
   */
  async function persistAndEnqueue (job: LiveJob, queued: boolean): Promise<LiveJob> {
    registry.add(job) // takes its number
    await factory.persist(job)
    try {
      if (queued) await waiting_list.enter(job, { cause: 'created', resume_from: null, message: 'Waits for its turn' })
    } catch (error) {
      await factory.rollback(job)
      throw error
    }
    return job
  }

  /** The jobs a request names. Errors: job_not_found. */
  function relatives ({ fork_of, after = [] }: JobRequest): { forked: LiveJob | undefined, after: string[] } {
    const forked = fork_of === undefined ? undefined : registry.find(fork_of)
    return { forked, after: after.map(ref => registry.find(ref).record.job_id) }
  }

  async function checkDevice (trainer: TrainerKind, config: JsonObject, device: string): Promise<void> {
    const conflict = deviceConflict(trainer, config, device)
    if (conflict !== null) {
      throw createAppError(
        'config_invalid', { count: 1 },
        { details: [{ pointer: '/device', message: conflict, severity: 'error' }] }
      )
    }
    if (deviceSets(deviceNeed(trainer, config, device), await deps.devices.list()).length > 0) return
    throw createAppError('device_unknown', {
      why: whyUnknown(deps.devices.gpuProblem()),
      device: device === 'auto' ? String(config.train_device ?? device) : device
    })
  }

  return async (request: JobRequest, origin: Origin = {}): Promise<Created> => {
    const { idempotency_key: key } = origin
    if (key === undefined) return await make(request, origin, null)
    const idempotency = idempotencyRecord(key, request)
    return await requests.run(key, async () => {
      const made = jobOfKey(registry, idempotency)
      if (made === undefined) return await make(request, origin, idempotency)
      return { job: made, warnings: [], replayed: true }
    })
  }
}

/** The fields of a job's record that a request sets. */
function requestedFields (
  { name, notes, tags, priority, environment, retry: policy }: JobRequest
): Partial<JobRecord> {
  const retry = policy === undefined ? undefined : { ...noRetry, ...policy }
  const fields = { ...labelsFrom({ name, tags }), notes, priority, environment, retry }
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}

/** Errors: environment_invalid. */
function refuseBadEnvironment (environment: Record<string, string> = {}): void {
  const details = checkJobEnvironment(environment).map(finding => ({ ...finding, severity: 'error' as const }))
  if (details.length > 0) throw createAppError('environment_invalid', { count: details.length }, { details })
}
