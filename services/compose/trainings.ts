import { join } from 'node:path'
import type { AttemptSpec, Limits } from '../../core/contract/journal.ts'
import type { TrainerKind } from '../../core/contract/values.ts'
import { hasEnd } from '../../core/domain/job/unwritten.ts'
import { isAnyAlive } from '../../core/processes/known-processes.ts'
import { createListeners } from '../../core/domain/listeners.ts'
import { createProc } from '../../core/processes/proc.ts'
import type { Proc } from '../../core/processes/proc.ts'
import { createRunProcesses } from '../../core/processes/run-processes.ts'
import type { RunProcesses } from '../../core/processes/run-processes.ts'
import type { Conditions } from '../conditions/conditions.ts'
import type { ConfigLibrary } from '../configs/config-library.ts'
import { createEventStream } from '../stream/event-stream.ts'
import { createJobService } from '../job-service.ts'
import { createClaims } from '../queue/claims.ts'
import { createDevices } from '../queue/devices.ts'
import { createDeviceAllocator } from '../queue/device-allocator.ts'
import { createExpectations } from '../queue/expectations.ts'
import { createExpectedLengths } from '../queue/expected-lengths.ts'
import { createHold } from '../queue/hold.ts'
import { createJobControl } from '../jobs/job-control.ts'
import { createQueueControl } from '../queue/queue-control.ts'
import { handleAttemptEnd } from '../queue/retry-ended.ts'
import { createRound } from '../queue/round.ts'
import { createScheduler } from '../queue/scheduler.ts'
import { createStartConditions } from '../queue/start-conditions.ts'
import { createStartWaiting } from '../queue/start-waiting.ts'
import { createWaitingList } from '../queue/waiting-list.ts'
import { createCreateJob } from '../jobs/create-job.ts'
import { deleteDamagedJob, deleteJob } from '../jobs/delete-job.ts'
import { createJobCatalog } from '../jobs/job-catalog.ts'
import type { JobActions } from '../jobs/job-catalog.ts'
import { createJobFactory } from '../jobs/job-factory.ts'
import type { LiveJob } from '../jobs/live-job.ts'
import { patchJob } from '../jobs/patch-job.ts'
import { createRecordEvent } from '../jobs/record-event.ts'
import { createJobRecordStore } from '../jobs/record-store.ts'
import { nextInOrder } from '../jobs/work-order.ts'
import type { JobRecordStore } from '../jobs/record-store.ts'
import { createSerialiser } from '../files/serialise.ts'
import { openRecovery } from './recovery.ts'
import type { ServicesDeps } from './services-deps.ts'
import type { ModelRows } from '../models/models.ts'
import type { Store } from '../store/store.ts'
import { createTrainerService } from '../trainer-service.ts'
import { createAttemptSpecs } from '../attempts/spec.ts'
import type { Trainers } from '../attempts/trainers.ts'
import type { ConfigsOf } from '../configs/command-args.ts'
import { createCommandSender } from '../attempts/command-sender.ts'
import { createFollowJob } from '../attempts/follow-job.ts'
import { createIngest } from '../attempts/ingest.ts'
import type { Ingest } from '../attempts/ingest.ts'
import { createJobFolders } from '../jobs/folders.ts'
import { createAttemptStarter } from '../attempts/start.ts'
import type { AttemptStarter } from '../attempts/start.ts'
import type { JobRegistry } from '../jobs/registry.ts'
import { createJournaledCommands } from '../attempts/journaled-commands.ts'
import { createLauncher } from '../attempts/launcher.ts'
import { createFindResumePoint } from '../attempts/resume-point.ts'
import type { FindResumePoint } from '../attempts/resume-point.ts'
import type { UnfollowedTrainings } from '../attempts/unfollowed.ts'
import { createUnfollowedTrainings } from '../attempts/unfollowed.ts'
import { createUnsentCommands } from '../attempts/unsent-commands.ts'

interface TrainingsDeps {
  state_dir: string
  /** The built runner/launch.js, and what each run of it gets. */
  runner: { program: string, env: Record<string, string>, limits: Limits, socket_dir: string }
  machine: ServicesDeps['machine']
  log: ServicesDeps['log']
  /** The store, its models, the id of its event stream, the jobs in memory, and the trouble that lasts. */
  state: { store: Store, models: ModelRows, stream_id: string, registry: JobRegistry, conditions: Conditions }
  trainer: { trainers: Trainers, configs: ConfigLibrary, configsOf: ConfigsOf }
  device_source: Omit<Parameters<typeof createDevices>[0], 'clock'>
}

/**
 * Everything that trains, from the folders of the jobs to their queue. `recovery` takes up the work of the last server:
 * before, there are no jobs.
 */
export async function openTrainings (deps: TrainingsDeps) {
  const { machine, log, state: { store, registry }, trainer: { configsOf } } = deps
  const kept = await openJournals(deps)
  const { folders, ingest, stream } = kept
  const resumePoint = createFindResumePoint({ store, models: deps.state.models, folders })
  const records = createJobRecordStore(folders, () => nextInOrder(registry.all()))
  const proc = createProc(process.platform)
  const runs = openRuns(deps, proc)
  const { starter, follow } = openAttempts(deps, { ...kept, runs }, devices => { queue.release(devices) })
  const unfollowed = createUnfollowedTrainings({
    runs, registry, attemptDir: folders.attemptDir, isAlive: known => isAnyAlive(proc, known), log
  })
  const queue = openQueue(deps, { ...kept, records, starter, resumePoint, unfollowed })
  const factory = createJobFactory({ registry, folders, store, ...machine })

  const trainer = createTrainerService({
    registry,
    claim: queue.claim,
    factory,
    trainer: deps.trainer,
    commands: { send: createCommandSender({ store: kept.commands, ingest, ...machine }), find: kept.commands.command },
    resumePoint,
    machine
  })
  const create = createCreateJob({
    registry, factory, waiting_list: queue, devices: queue.devices, configsOf,
    serving: deps.trainer.trainers.serving.kind, change: queue.change
  })
  const deletion = {
    registry, records, store, folders, clock: machine.clock,
    isUnfollowed: (job: LiveJob) => unfollowed.list().some(training => training.job === job)
  }
  const actions: JobActions = {
    patch: async (job, patch) => { await patchJob({ records, folders, ingest, configsOf }, job, patch) },
    remove: async (job, files) => { await deleteJob(deletion, job, files) },
    removeDamaged: async (job, files) => { await deleteDamagedJob(deletion, job, files) }
  }
  const catalog = createJobCatalog({ registry, queue, create, actions })
  const control = createJobControl({ registry, queue, resumePoint, command: trainer.command, unfollowed })
  const jobs = createJobService(
    catalog, control,
    createQueueControl({ registry, queue, devices: queue.allocator, hold: queue.holding })
  )

  const recovery = openRecovery({
    state: { ...deps.state, commands: kept.commands }, folders, events: { ingest, stream, record: kept.recordEvent },
    attempts: { follow, unfollowed, unsent: kept.unsent }, clock: machine.clock, log,
    queue: { change: queue.change, reconcile: jobs.begin }
  })
  const close = (): void => { recovery.close(); queue.close() }
  return { stream, folders, trainer, jobs, inTurn: queue.change, freed: queue.freed, recovery: recovery.startup, close }
}

type Kept = Awaited<ReturnType<typeof openJournals>>

/** The folders of the jobs, and how their events get into the store and onto the stream. */
async function openJournals ({
  state_dir, machine: { clock }, log, state: { store, registry, stream_id, conditions }
}: TrainingsDeps) {
  const last_id = await store.lastId()
  const stream = createEventStream({
    stream_id, current: registry.currentState, last_id, history: store.history, show: conditions.show,
    onListenerError: err => {
      log.error({ err }, 'a listener of the stream failed')
    }
  })
  const folders = createJobFolders(state_dir, (path, problem) => {
    log.warn({ path, problem }, 'a folder under runs/ is not a job')
  })
  const accepting = createIngest({
    store, stream, clock, last_id,
    onError: err => {
      log.error({ err }, 'the store cannot be written; it is filled from the journals later')
    },
    onOutOfPlace: (job_id, { seq, type }) => {
      log.warn({ job_id, seq, type }, 'an event cannot follow the status of its job and was ignored')
    },
    onIgnored: (job_id, lines) => {
      log.warn({ job_id, lines }, 'lines of a journal repeat others or are in the wrong place, and were ignored')
    }
  })
  const ingest: Ingest = {
    ...accepting,
    show (position, unwritten) {
      accepting.show(position, unwritten)
      const is_over = unwritten !== null && hasEnd(unwritten)
      conditions.report('journal', unwritten?.code ?? null, position.job_id, is_over)
    }
  }
  const recordEvent = createRecordEvent({ folders, ingest, clock })
  const commands = createJournaledCommands({ store, folders, registry, log })
  const unsent = createUnsentCommands({ store: commands, stream, clock })
  return { stream, folders, ingest, recordEvent, commands, unsent }
}

/** The processes of the runs of this state directory. */
const openRuns = ({ state_dir, machine: { clock } }: TrainingsDeps, proc: Proc): RunProcesses => createRunProcesses({
  proc,
  runs_dir: join(state_dir, 'runs'),
  own_pid: process.pid,
  send: (pid, signal) => { process.kill(pid, signal) },
  clock
})

/** How attempts begin and are followed. */
function openAttempts (
  { runner, machine, log, state: { registry }, trainer: { trainers } }: TrainingsDeps,
  { folders, ingest, recordEvent, unsent, runs: processes }: Kept & { runs: RunProcesses },
  onOver: (devices: readonly string[]) => void
) {
  const events = { ingest, record: recordEvent }
  const launcher = createLauncher(runner.program, runner.env)
  const launch = async ({ trainer }: AttemptSpec, attempt_dir: string, flags: string[]): Promise<unknown> =>
    await launcher(attempt_dir, { flags, secret_env: secretsOf(trainers, trainer) })
  const follow = createFollowJob({
    folders, events, runner: { launch, processes }, unsent, clock: machine.clock, onOver, log
  })
  const specFor = createAttemptSpecs({
    folders, trainers, ...runner, ...machine, nextOrder: () => nextInOrder(registry.all())
  })
  return { follow, starter: createAttemptStarter({ folders, ingest, specFor, follow, crash: machine.crash }) }
}

/** None where the trainer is gone: then its attempts are only finalized. */
const secretsOf = ({ serving, of }: Trainers, kind: TrainerKind): Record<string, string> =>
  serving.kind === kind || kind === 'builtin' ? (of(kind).secret_env?.() ?? {}) : {}

interface QueueParts extends Kept {
  records: JobRecordStore
  starter: AttemptStarter
  resumePoint: FindResumePoint
  unfollowed: UnfollowedTrainings
}

/** The queue: who waits, on what, and how the next one starts. */
function openQueue (
  { state_dir, machine: { clock }, log, state: { registry, store }, device_source }: TrainingsDeps,
  parts: QueueParts
) {
  const { folders, ingest, unsent, records, starter, resumePoint, unfollowed } = parts
  const serialise = createSerialiser()
  const holding = createHold(state_dir, message => { log.warn({}, message) })
  const devices = createDevices({ ...device_source, clock })
  const allocator = createDeviceAllocator({ registry, devices, unfollowed })
  const waiting_list = createWaitingList({
    registry, records,
    recordEvent: createRecordEvent({ folders, ingest, clock }),
    clock
  })
  const conditions = createStartConditions({ registry, waiting_list, allocator, hold: holding, clock })
  const expectations = createExpectations({
    registry, allocator, conditions, hold: holding, clock,
    lengths: createExpectedLengths({ registry, allocator, store })
  })
  const claims = createClaims({
    registry, allocator, starter, serialise,
    onEnd: () => {
      scheduler.scheduleRound()
    }
  })
  const start = createStartWaiting({ waiting_list, conditions, unsent, serialise, log })
  const round = createRound({
    registry, waiting_list, devices: allocator, conditions, log,
    starts: { claimOn: claims.claimOn, start },
    handleEnd: async job => {
      await handleAttemptEnd({ queue: waiting_list, records, resumePoint }, job)
    }
  })
  const scheduler = createScheduler({ round, serialise, clock, log })

  // No event of a training tells it: one has ended before its processes are gone.
  const freed = createListeners()

  /** The devices of an ended attempt are free once their memory is. */
  function release (released: readonly string[]): void {
    allocator
      .release(released)
      .catch(err => {
        log.warn({ err }, 'the memory of a device could not be read')
      })
      .finally(() => {
        scheduler.scheduleRound()
        freed.notify()
      })
    scheduler.scheduleRound()
    freed.notify()
  }

  return {
    ...waiting_list, ...conditions, ...scheduler, claim: claims.claim, devices, allocator, holding, freed, release,
    expectations
  }
}
