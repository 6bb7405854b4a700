import { join, resolve } from 'node:path'
import type { Kysely } from 'kysely'
import type { JobRecord } from '../../core/contract/job-record.ts'
import { createBuiltinSource } from '../configs/builtin-source.ts'
import { createConfigLibrary } from '../configs/config-library.ts'
import type { ConfigLibrary } from '../configs/config-library.ts'
import type { MachineProbe } from '../../core/domain/onetrainer/machine-facts.ts'
import type { Listeners } from '../../core/domain/listeners.ts'
import { timestampNow } from '../../core/domain/clock.ts'
import { createNetworks } from '../networks/networks.ts'
import { createOneTrainer } from '../onetrainer/onetrainer.ts'
import type { OneTrainer } from '../onetrainer/onetrainer.ts'
import { createOneTrainerSource } from '../onetrainer/onetrainer-source.ts'
import { createConditions } from '../conditions/conditions.ts'
import { observingLog } from '../conditions/observing-log.ts'
import { createDiskProbe } from '../conditions/probes.ts'
import { createHistory } from '../history/history.ts'
import { progressOf } from '../history/history-job.ts'
import type { HistoryJob } from '../history/history-job.ts'
import { createAttemptReports } from '../attempts/reports.ts'
import { createServerMetrics } from '../metrics/server-metrics.ts'
import { createModels } from '../models/models.ts'
import { createSampleMarks } from '../samples/sample-marks.ts'
import { createSamples } from '../samples/samples.ts'
import { createMakePoster } from '../samples/poster.ts'
import type { MakePoster } from '../samples/poster.ts'
import { createThumbnails, SIDE } from '../samples/thumbnails.ts'
import { createContentHashes } from '../files/content-hash.ts'
import type { ContentHashes } from '../files/content-hash.ts'
import { createEventRows } from '../store/event-rows.ts'
import { createBucketRows } from '../store/bucket-rows.ts'
import { createMetricRows } from '../store/metric-rows.ts'
import { createAttemptRows } from '../store/attempt-rows.ts'
import { createDeletedJobs } from '../jobs/deleted-jobs.ts'
import { createFindModels } from '../models/find-models.ts'
import { createDeleteModel } from '../models/delete-model.ts'
import type { DeleteModelDeps } from '../models/delete-model.ts'
import { createPickedModels } from '../models/picked-models.ts'
import { createPruneModels } from '../models/prune-models.ts'
import type { ModelRows } from '../models/models.ts'
import { createDeleteSample } from '../samples/delete-sample.ts'
import { createModelRows } from '../store/model-rows.ts'
import { createReplyRows } from '../store/reply-rows.ts'
import { createSampleRows } from '../store/sample-rows.ts'
import { createStoreProbe } from '../store/probe.ts'
import { createStore } from '../store/store.ts'
import type { Tables } from '../store/tables.ts'
import type { Store } from '../store/store.ts'
import { lockStateDir } from '../store/lock.ts'
import { openStoreFile } from '../store/open.ts'
import type { ConfigsOf } from '../configs/command-args.ts'
import type { JobFolders } from '../jobs/folders.ts'
import { createJobRegistry } from '../jobs/registry.ts'
import type { JobRegistry } from '../jobs/registry.ts'
import { createTrainers, withoutOneTrainer } from '../attempts/trainers.ts'
import type { Trainer } from '../attempts/trainers.ts'
import type { ServicesDeps } from './services-deps.ts'
import { builtinPython, openMachine, openTelemetry } from './machine.ts'
import { openTrainings } from './trainings.ts'
import { removeLeftovers } from '../files/leftovers.ts'
import { createDrain } from '../queue/drain.ts'
import { openRuntimeDir } from '../files/runtime-dir.ts'
import { createStreamJobs } from '../jobs/stream-jobs.ts'

/**
 * Makes every service once. `recovery.begin` takes up what an earlier server left and follows the trainings that run;
 * `close` ends the services, not the trainings.
 */
export async function createServices (deps: ServicesDeps) {
  const { places: { state_dir, runtime_dir, xdg_runtime_dir, package_root }, machine: { clock, ids } } = deps
  const started_at = timestampNow(clock)
  const report = (message: string): void => { deps.log.warn({}, message) }
  const unlock = await lockStateDir(state_dir, { pid: process.pid, started_at }, report)
  await removeLeftovers(state_dir)
  const socket_dir = openRuntimeDir(runtime_dir, xdg_runtime_dir)
  const { db, generation, put_aside } = await openStoreFile(state_dir, ids.short, clock.now)
  if (put_aside !== null) deps.log.warn({ put_aside: put_aside.path }, put_aside.why)
  const store = createStore(db)
  const models = createModelRows(db)
  const { conditions, log } = openConditions(deps, db)

  const onetrainer = findOneTrainer(deps, report, () =>
    registry.active().map(({ record, config }) => ({ job_name: record.job_name, config }))
  )
  const { configs, configsOf } = findConfigs(deps, onetrainer, report)
  const registry = createJobRegistry(() => configs.active() !== null, conditions.show)
  const { nvidia, telemetry } = openTelemetry(deps, conditions, registry)
  const gpus = onetrainer === null ? null : async () => { telemetry.current(); return await nvidia.first() }
  const { stream, folders, trainer, jobs, recovery, ...trainings } = await openTrainings({
    state_dir, log,
    machine: deps.machine,
    runner: { ...deps.runner, program: join(package_root, 'dist/runner/launch.js'), socket_dir },
    state: { store, models, stream_id: generation, registry, conditions },
    trainer: {
      trainers: createTrainers(builtinTrainer(deps), onetrainerTrainer(deps, onetrainer)), configs, configsOf
    },
    device_source: { gpus, gpuProblem: nvidia.problem, telemetry, visible: deps.trainer.env.CUDA_VISIBLE_DEVICES }
  })

  const server = { name: 'onetrainer-web-ui', version: deps.version, started_at, state_dir }
  const machine = openMachine(deps, { nvidia, telemetry, server, onetrainer, registry, folders })

  const drain = createDrain({
    registry, clock, log,
    holdQueue: async () => await jobs.hold({ held: true, until_restart: true }),
    stop: async job => await trainer.command({ command: 'stop', args: { backup: true }, job })
  })

  const readMetrics = createServerMetrics({
    registry, queue: jobs.queue, stats: telemetry.fresh, state_dir, version: deps.version, clock
  })

  return {
    readMetrics, stream, streamJobs: createStreamJobs({ registry, clock }), idAt: store.idAt, epochs: epochsOf(store),
    configs, telemetry, conditions, ...machine.services, server, trainer, jobs, drain, recovery,
    replies: createReplyRows(db), changeSources: changeSources(trainings.freed, onetrainer),
    ...openArchive({
      db, models, generation, folders, registry, inTurn: trainings.inTurn,
      contents: { hashes: createContentHashes(clock.now), makePoster: createMakePoster({ clock, side: SIDE }), report }
    }),
    networks: createNetworks({ state_dir, clock, ids, jobs, configs: configsOf('builtin'), report }),
    /** Disconnects from runners and closes devices and files. Trainings go on. */
    async close (): Promise<void> {
      drain.close()
      await recovery.stop()
      conditions.close()
      trainings.close()
      machine.close()
      telemetry.close()
      onetrainer?.close()
      await Promise.all(registry.all().map(async job => { await job.attempt?.release() }))
      await store.close()
      unlock()
    }
  }
}

/** What lasts of the trouble that is met, and the log in which no failure passes unseen. */
function openConditions ({ places: { state_dir }, machine: { clock }, log }: ServicesDeps, db: Kysely<Tables>) {
  const probes = { disk: createDiskProbe(state_dir), store: createStoreProbe(db) }
  const conditions = createConditions({ clock, probes, log })
  return { conditions, log: observingLog(log, conditions.observe) }
}

interface Archive {
  db: Kysely<Tables>
  models: ModelRows
  generation: string
  folders: JobFolders
  registry: JobRegistry
  contents: { hashes: ContentHashes, makePoster: MakePoster, report: (message: string) => void }
  inTurn: DeleteModelDeps['inTurn']
}

/** What jobs left behind: their events, samples, models and attempts; and how it is deleted. */
function openArchive ({ db, models: rows, generation, folders, registry, contents, inTurn }: Archive) {
  const { hashes, ...making } = contents
  const find_job = (ref: string): JobRecord => registry.find(ref).record
  const numbered = (job_number: number) => registry.all().find(({ record }) => record.job_number === job_number)
  const { jobDir: job_dir } = folders
  const thumbnails = createThumbnails({ job_dir, ...making })
  const sample_rows = createSampleRows(db)
  const samples = createSamples({
    rows: sample_rows, job_dir, thumbnails, hashes, marks: createSampleMarks({ job_dir, report: making.report }),
    find_job: ref => registry.current(ref)?.record.job_id ?? null
  })
  const picks = createPickedModels({ job_dir, report: making.report })
  const models = createModels({
    rows, hashes, picks, job_dir, find_job, job_numbered: number => numbered(number)?.record
  })
  const findModels = createFindModels({ rows, models, jobs: () => registry.all().map(({ record }) => record) })
  const deleteModel = createDeleteModel({ rows, job_dir, job_numbered: numbered, inTurn })
  const deleteSample = createDeleteSample({ rows: sample_rows, job_dir, contents: { thumbnails, hashes } })
  const attempts = createAttemptReports({ folders, rows: createAttemptRows(db), find_job })
  const history = createHistory({
    stream_id: generation, events: createEventRows(db), metrics: createMetricRows(db), buckets: createBucketRows(db),
    samples: sample_rows, samplesById: samples.getMany, find: historyJob(registry), attempts: attempts.list
  })
  return {
    samples, deleteSample, models, findModels, deleteModel, pruneModels: createPruneModels({ models, deleteModel }),
    history, attempts, deletedJobs: createDeletedJobs({ folders })
  }
}

/** What changes by itself: devices that become free, and what OneTrainer says of itself. */
const changeSources = ({ subscribe }: Pick<Listeners<void>, 'subscribe'>, onetrainer: OneTrainer | null) => [
  { resource: 'jobs' as const, subscribe },
  ...(onetrainer === null ? [] : [{ resource: 'system' as const, subscribe: onetrainer.describer.subscribe }])
]

/** Finished epochs out of the store. */
const epochsOf = (store: Store) => ({
  last: async (job_number: number) => (await store.eventsOfType(job_number, 'epoch_completed', 1))[0] ?? null,
  after: async (id: number, limit: number) => await store.historyOf('epoch_completed', id, limit)
})

/**
 * The checkout of ONETRAINER_DIR; null when none is named. It is described at once, so that the first request waits
 * less.
 */
function findOneTrainer (
  deps: ServicesDeps,
  report: (message: string) => void,
  others: MachineProbe['others']
): OneTrainer | null {
  const {
    places: { package_root, state_dir }, machine: { clock },
    trainer: { onetrainer_dir, python, python_hints, env }
  } = deps
  if (onetrainer_dir === '') return null
  const dir = resolve(onetrainer_dir)
  const onetrainer = createOneTrainer({
    dir, search: { python, hints: python_hints }, places: { package_root, state_dir }, env, clock, report, others
  })
  onetrainer.describer.state()
  return onetrainer
}

const historyJob = (registry: JobRegistry) => (ref: string): HistoryJob => {
  const { record, position } = registry.find(ref)
  return { ...record, ...progressOf(position.state) }
}

/** The configs of the trainer that serves, and those of each kind of trainer. */
function findConfigs (
  { places: { state_dir }, machine: { ids } }: ServicesDeps,
  onetrainer: OneTrainer | null,
  report: (message: string) => void
): { configs: ConfigLibrary, configsOf: ConfigsOf } {
  const builtins = createConfigLibrary({ source: createBuiltinSource(), state_dir, report })
  const onetrainers =
    onetrainer === null
      ? null
      : createConfigLibrary({ source: createOneTrainerSource({ ...onetrainer, new_id: ids.uuid }), state_dir, report })
  return {
    configs: onetrainers ?? builtins,
    configsOf: kind => (kind === 'builtin' ? builtins : (onetrainers ?? withoutOneTrainer()))
  }
}

const builtinTrainer = (deps: ServicesDeps): Trainer => ({
  kind: 'builtin',
  argv: attempt_dir => [builtinPython(deps), '-u', join(deps.places.package_root, 'bridge'), attempt_dir],
  cwd: deps.places.state_dir,
  env: deps.trainer.env,
  secret_env: () => deps.trainer.secret_env
})

/** A token that was stored replaces the one of the environment. */
const onetrainerTrainer = ({ trainer: { secret_env } }: ServicesDeps, found: OneTrainer | null): Trainer | null =>
  found === null ? null : { ...found.trainer, secret_env: () => ({ ...secret_env, ...found.secrets.env() }) }

export type Services = Awaited<ReturnType<typeof createServices>>
