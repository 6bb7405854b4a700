import { join } from 'node:path'
import type { ConfigLibrary } from '../configs/builtin-library.ts'
import { createEventStream } from '../stream/event-stream.ts'
import { createJobService } from '../job-service.ts'
import { createDevices } from '../queue/devices.ts'
import { createWaitingList } from '../queue/waiting-list.ts'
import { createHold } from '../queue/hold.ts'
import { createJobFactory } from '../jobs/job-factory.ts'
import { createDeviceAllocator } from '../queue/device-allocator.ts'
import { createJobQueue } from '../queue/queue.ts'
import { createJobRecordStore } from '../jobs/record-store.ts'
import { createSerialiser } from '../files/serialise.ts'
import type { ServicesDeps } from './services-deps.ts'
import type { Store } from '../store/store.ts'
import type { Gpu } from '../system/gpu-line.ts'
import type { Telemetry } from '../system/telemetry.ts'
import { createTrainerService } from '../trainer-service.ts'
import type { Trainers } from '../attempts/spec.ts'
import type { ConfigsOf } from '../configs/command-args.ts'
import { createIngest } from '../attempts/ingest.ts'
import { createJobFolders } from '../jobs/folders.ts'
import { createAttemptStarter } from '../attempts/start.ts'
import type { JobRegistry } from '../jobs/registry.ts'
import { createLauncher } from '../attempts/launcher.ts'
import { recover } from '../attempts/recover.ts'
import { findResumePoint } from '../attempts/resume-point.ts'

type Given = Pick<ServicesDeps, 'state_dir' | 'package_root' | 'runner_env' | 'trainer_env' | 'limits' | 'clock' | 'ids' | 'crash' | 'log'>
interface TrainingsDeps extends Given {
  socket_dir: string
  store: Store
  epoch: string
  registry: JobRegistry
  configs: ConfigLibrary
  configsOf: ConfigsOf
  trainers: Trainers
  /** The GPUs of the machine; null where no trainer uses one. */
  gpus: (() => Promise<Gpu[]>) | null
  telemetry: Telemetry
}

/** Everything that trains, from the folders of the jobs to their queue; what the last server left is taken up before this returns. */
export async function openTrainings (deps: TrainingsDeps) {
  const { state_dir, store, registry, configs, configsOf, trainers, clock, ids, crash, log } = deps
  const last_id = await store.lastId()
  const stream = createEventStream({ stream_id: deps.epoch, current: registry.currentState, last_id, history: store.history, onListenerError: err => { log.error({ err }, 'a listener of the stream failed') } })
  const folders = createJobFolders(state_dir, (path, problem) => { log.warn({ path, problem }, 'a folder under runs/ is not a job') })
  const ingest = createIngest({ store, stream, clock, last_id, onError: err => { log.error({ err }, 'the store cannot be written; what is in the journals is taken in later') } })
  const launch = createLauncher(join(deps.package_root, 'dist/runner/launch.js'), deps.runner_env)
  const starter = createAttemptStarter({ store, stream, ingest, folders, launch, trainers, limits: deps.limits, socket_dir: deps.socket_dir, clock, ids, crash, onOver: devices => { jobs.onOver(devices) }, log })

  const inTurn = createSerialiser()
  const records = createJobRecordStore(folders)
  const hold = createHold(state_dir)
  const devices = createDevices({ clock, telemetry: deps.telemetry, gpus: deps.gpus, visible: deps.trainer_env.CUDA_VISIBLE_DEVICES })
  const factory = createJobFactory({ registry, folders, store, clock, ids })
  const waitingList = createWaitingList({ registry, records, folders, ingest, clock })
  const queue = createJobQueue({ registry, records, waiting_list: waitingList, allocator: createDeviceAllocator({ registry, devices }), starter: starter, hold, clock, inTurn, log, resumePoint: async job => await findResumePoint({ store, folders }, job) })
  const trainer = createTrainerService({ store, registry, folders, trainers, starter: starter, factory: factory, queue, configs, configsOf, clock, ids, crash })
  const jobs = createJobService({ registry, store, folders, records, ingest, factory: factory, queue, devices, hold, configsOf, serving: trainers.serving.kind, clock, inTurn, command: trainer.command })

  log.info(await recover({ store, registry, folders, ingest, starter: starter }), 'journals are read')
  await jobs.begin()
  return { stream, folders, trainer, jobs, close: queue.close }
}
