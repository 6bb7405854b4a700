import { join, resolve } from 'node:path'
import type { Limits } from '../src/contract/journal.ts'
import type { Clock } from '../src/domain/clock.ts'
import { createConfigLibrary } from './config-library.ts'
import type { ConfigLibrary } from './config-library.ts'
import { createEventStream } from './event-stream.ts'
import type { Ids } from './ids.ts'
import type { Surroundings } from '../src/domain/onetrainer/surroundings.ts'
import { createJobs } from './jobs.ts'
import { createDevices } from './jobs/devices.ts'
import { createHold } from './jobs/hold.ts'
import { createJobMaker } from './jobs/keep-job.ts'
import { createJobQueue } from './jobs/queue.ts'
import { createRecords } from './jobs/records.ts'
import { createTurns } from './jobs/turns.ts'
import { createOneTrainer } from './onetrainer/onetrainer.ts'
import type { OneTrainer } from './onetrainer/onetrainer.ts'
import { createOneTrainerLibrary } from './onetrainer/onetrainer-library.ts'
import type { PythonHints } from './onetrainer/find-checkout.ts'
import { createHistory } from './history.ts'
import type { JobOfHistory } from './history/job-of-history.ts'
import { createAttempts } from './attempts.ts'
import { createModels } from './models.ts'
import { createSamples } from './samples.ts'
import { createThumbnails } from './samples/thumbnails.ts'
import { createEventRows } from './store/event-rows.ts'
import { createMetricRows } from './store/metric-rows.ts'
import { createAttemptRows } from './store/attempt-rows.ts'
import { createModelRows } from './store/model-rows.ts'
import { createSampleRows } from './store/sample-rows.ts'
import { createStore } from './store/store.ts'
import { lockStateDir, openStoreFile } from './store/open.ts'
import { createNvidia } from './system/nvidia.ts'
import { createPythonFinder } from './system/python.ts'
import { createSystemService } from './system/system-info.ts'
import { createTelemetry } from './system/telemetry.ts'
import { trainerInfo } from './system/trainer-info.ts'
import { createTrainerService } from './trainer-service.ts'
import { createIngest } from './training/ingest.ts'
import { createJobFolders } from './training/job-folders.ts'
import { createJobKeeper } from './training/job-keeper.ts'
import type { ConfigsOf } from './training/command-args.ts'
import type { CrashPoint } from './training/job-keeper.ts'
import { createJobRegistry } from './training/job-registry.ts'
import type { JobRegistry } from './training/job-registry.ts'
import { createLauncher } from './training/launcher.ts'
import { recover } from './training/recover.ts'
import { createTrainers, withoutOneTrainer } from './training/attempt-spec.ts'
import type { Trainer } from './training/attempt-spec.ts'
import { openRuntimeDir } from './runtime-dir.ts'
import { createWatchedJobs } from './watched-jobs.ts'

/** What the services are made of; nothing else reaches them. */
export interface ServicesDeps {
  state_dir: string
  runtime_dir: string
  xdg_runtime_dir: string | undefined
  package_root: string
  version: string
  /** ONETRAINER_DIR; empty: the built-in trainer serves. */
  onetrainer_dir: string
  /** ONETRAINER_PYTHON; empty: looked for. */
  python: string
  python_hints: PythonHints
  /** All that runners inherit. */
  runner_env: Record<string, string>
  trainer_env: Record<string, string>
  limits: Limits
  stats_interval_ms: number
  clock: Clock
  ids: Ids
  crash: CrashPoint
  log: { info: (facts: object, message: string) => void, warn: (facts: object, message: string) => void, error: (facts: object, message: string) => void }
}

/** Makes every service once, takes up what was running, and says how to let go of it all. */
export async function createServices (deps: ServicesDeps) {
  const { state_dir, clock, ids, log } = deps
  const started_at = new Date(clock.now()).toISOString()
  const unlock = lockStateDir(state_dir, { pid: process.pid, started_at })
  const socket_dir = openRuntimeDir(deps.runtime_dir, deps.xdg_runtime_dir)
  const { db, epoch, put_aside } = await openStoreFile(state_dir, ids.short, clock.now)
  if (put_aside !== null) log.warn({ put_aside: put_aside.path }, put_aside.why)
  const store = createStore(db)
  const last_id = await store.lastId()

  const report = (message: string): void => { log.warn({}, message) }
  const onetrainer = findOneTrainer(deps, report, () => registry.active().map(({ facts, config }) => ({ job_name: facts.job_name, config })))
  const { configs, configsOf } = findConfigs(deps, onetrainer, report)
  const registry = createJobRegistry(() => configs.active() !== null)
  const stream = createEventStream({ epoch, current: registry.currentState, last_id, history: store.history, onListenerError: err => { log.error({ err }, 'a listener of the stream failed') } })
  const folders = createJobFolders(state_dir, (path, err) => { log.warn({ err, path }, 'a folder under runs/ holds no attempt that can be read') })
  const ingest = createIngest({ store, stream, clock, last_id, onError: err => { log.error({ err }, 'the store cannot be written; what is in the journals is taken in later') } })
  const launch = createLauncher(join(deps.package_root, 'dist/runner/launch.js'), deps.runner_env)
  const trainers = createTrainers(builtinTrainer(deps), onetrainer?.trainer ?? null)
  const nvidia = createNvidia({ clock, report })
  const telemetry = createTelemetry({ clock, nvidia, interval_ms: deps.stats_interval_ms, report: err => { log.error({ err }, 'a listener of the telemetry failed') } })
  const records = createRecords(folders)
  const hold = createHold(state_dir)
  const inTurn = createTurns()
  const devices = createDevices({ clock, telemetry, gpus: onetrainer === null ? null : async () => { telemetry.current(); return await nvidia.first() }, visible: deps.trainer_env.CUDA_VISIBLE_DEVICES })
  const keeper = createJobKeeper({ store, stream, ingest, registry, folders, launch, trainers, limits: deps.limits, socket_dir, clock, ids, crash: deps.crash, onOver: job => { jobs.onOver(job) }, log })
  const maker = createJobMaker({ registry, folders, store, clock, ids })
  const queue = createJobQueue({ registry, records, folders, ingest, keeper, devices, hold, clock, inTurn, log })
  const trainer = createTrainerService({ store, registry, folders, trainers, keeper, maker, queue, configs, configsOf, clock, ids, crash: deps.crash })
  const jobs = createJobs({ registry, store, folders, records, maker, queue, devices, hold, configsOf, serving: trainers.serving.kind, clock, inTurn, command: trainer.command, log })

  const recovery = await recover({ store, registry, folders, ingest, keeper })
  log.info(recovery, 'journals are read')
  await jobs.begin()

  const python = createPythonFinder({ clock, program: builtinPython(deps) })
  const server = { name: 'onetrainer-web-ui', version: deps.version, started_at, state_dir }
  const system = createSystemService({
    clock,
    telemetry,
    nvidia,
    server,
    trainer: async () => await trainerInfo({ python, onetrainer, version: deps.version }),
    pids: () => ({
      runners: registry.all().flatMap(job => job.attempt?.runnerPid() ?? []),
      trainers: registry.active().flatMap(job => job.position.state.trainer_pid ?? [])
    })
  })

  const samples = createSamples({
    rows: createSampleRows(db),
    job_dir: folders.jobDir,
    find_job: ref => registry.current(ref)?.facts.job_id ?? null,
    thumbnails: createThumbnails({ state_dir, new_id: ids.short, report: message => { log.warn({}, message) } })
  })

  const models = createModels({
    rows: createModelRows(db),
    job_dir: folders.jobDir,
    find_job: ref => registry.find(ref).facts,
    job_numbered: job_number => registry.all().find(({ facts }) => facts.job_number === job_number)?.facts
  })

  return {
    stream, watched: createWatchedJobs({ registry }), idAt: store.idAt,
    configs,
    samples,
    history: createHistory({ epoch, events: createEventRows(db), metrics: createMetricRows(db), sample: samples.get, find: jobOfHistory(registry) }),
    models,
    attempts: createAttempts({ ...folders, rows: createAttemptRows(db), find_job: ref => registry.find(ref).facts }),
    telemetry,
    system,
    server,
    trainer,
    jobs,
    /** Lets go of runners, devices and files. Trainings go on. */
    async close (): Promise<void> {
      queue.close()
      telemetry.close()
      onetrainer?.close()
      await Promise.all(registry.all().map(async job => { await job.attempt?.release() }))
      await store.close()
      unlock()
    }
  }
}

/** The checkout of ONETRAINER_DIR, which begins to say what it is, so that the first who wants to know waits less; null when none is named. */
function findOneTrainer ({ onetrainer_dir, python, python_hints, package_root, state_dir, trainer_env, clock }: ServicesDeps, report: (message: string) => void, others: Surroundings['others']): OneTrainer | null {
  if (onetrainer_dir === '') return null
  const onetrainer = createOneTrainer({ dir: resolve(onetrainer_dir), python, hints: python_hints, package_root, state_dir, env: trainer_env, clock, report, others })
  onetrainer.describer.state()
  return onetrainer
}

const jobOfHistory = (registry: JobRegistry) => (ref: string): JobOfHistory => {
  const { facts, position } = registry.find(ref)
  return { ...facts, last_seq: position.state.seq }
}

/** The configs of the trainer that serves, and those of either. */
function findConfigs ({ state_dir, ids }: ServicesDeps, onetrainer: OneTrainer | null, report: (message: string) => void): { configs: ConfigLibrary, configsOf: ConfigsOf } {
  const builtins = createConfigLibrary({ state_dir, report })
  const onetrainers = onetrainer === null ? null : createOneTrainerLibrary({ ...onetrainer, state_dir, new_id: ids.uuid, report })
  return { configs: onetrainers ?? builtins, configsOf: kind => kind === 'builtin' ? builtins : onetrainers ?? withoutOneTrainer() }
}

/** ONETRAINER_PYTHON is OneTrainer's where there is one: jobs of the built-in trainer still go on beside it. */
const builtinPython = ({ python, onetrainer_dir }: ServicesDeps): string => python === '' || onetrainer_dir !== '' ? 'python3' : python
const builtinTrainer = (deps: ServicesDeps): Trainer =>
  ({ kind: 'builtin', argv: attempt_dir => [builtinPython(deps), '-u', join(deps.package_root, 'bridge'), attempt_dir], cwd: deps.state_dir, env: deps.trainer_env })

export type Services = Awaited<ReturnType<typeof createServices>>
