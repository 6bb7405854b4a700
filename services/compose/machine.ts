import { join } from 'node:path'
import type { Conditions } from '../conditions/conditions.ts'
import type { JobFolders } from '../jobs/folders.ts'
import { latestState } from '../jobs/live-job.ts'
import type { LiveJob } from '../jobs/live-job.ts'
import type { JobRegistry } from '../jobs/registry.ts'
import type { OneTrainer } from '../onetrainer/onetrainer.ts'
import { createComputeApps } from '../system/compute-apps.ts'
import { createDiskUse } from '../system/disk-use.ts'
import type { FolderOwner } from '../system/disk-use.ts'
import { createJobMemory } from '../system/job-memory.ts'
import type { JobAtWork } from '../system/job-memory.ts'
import { createMachineHistory } from '../system/machine-history.ts'
import { createNvidia } from '../system/nvidia.ts'
import { createPythonFinder } from '../system/python.ts'
import { createSystemService } from '../system/system-info.ts'
import type { SystemDeps, SystemService } from '../system/system-info.ts'
import { createTelemetry } from '../system/telemetry.ts'
import { trainerInfo } from '../system/trainer-info.ts'
import type { ServicesDeps } from './services-deps.ts'

/** The load of the machine, and what trainings use of its memory. */
export function openTelemetry (
  { machine: { clock }, stats_interval_ms, log }: ServicesDeps, conditions: Pick<Conditions, 'report'>,
  registry: Pick<JobRegistry, 'active'>
) {
  const nvidia = createNvidia({
    clock,
    report: message => { log.warn({}, message) },
    onTrouble: cause => { conditions.report('gpu_tool', cause) }
  })
  const telemetry = createTelemetry({
    clock, nvidia, interval_ms: stats_interval_ms,
    job_memory: createJobMemory({
      clock, apps: createComputeApps({ clock }), jobs: () => registry.active().map(jobAtWork)
    }),
    report: err => { log.error({ err }, 'a listener of the telemetry failed') },
    onTrouble: cause => { conditions.report('telemetry', cause) }
  })
  return { nvidia, telemetry }
}

const jobAtWork = (job: LiveJob): JobAtWork => ({
  job_number: job.record.job_number, devices: job.devices,
  runner_pid: job.attempt?.runnerPid() ?? null, trainer_pid: latestState(job).trainer_pid
})

interface MachineParts extends Pick<SystemDeps, 'nvidia' | 'telemetry' | 'server'> {
  onetrainer: OneTrainer | null
  registry: JobRegistry
  folders: Pick<JobFolders, 'read'>
}

function openSystem (
  deps: ServicesDeps, { onetrainer, registry, folders: _folders, ...machine }: MachineParts
): SystemService {
  const { machine: { clock }, version } = deps
  const python = createPythonFinder({ clock, program: builtinPython(deps) })
  const gpuProblem = async () => {
    machine.telemetry.current() // so that nvidia-smi rests again when nobody asks any more
    await machine.nvidia.first()
    return machine.nvidia.problem()
  }
  return createSystemService({
    clock,
    ...machine,
    trainer: async () => await trainerInfo({ python, onetrainer, version, gpuProblem }),
    pids: () => ({
      runners: registry.all().flatMap(job => job.attempt?.runnerPid() ?? []),
      trainers: registry.active().flatMap(job => latestState(job).trainer_pid ?? [])
    })
  })
}

/** What is known of the machine, now and over the last hour; `close` ends the readings. */
export function openMachine (deps: ServicesDeps, parts: MachineParts) {
  const { places: { state_dir }, machine: { clock }, log } = deps
  const { registry, folders, telemetry } = parts
  const machineHistory = createMachineHistory({
    clock, telemetry, state_dir,
    jobNumbers: () => registry.active().map(({ record }) => record.job_number),
    report: err => { log.warn({ err }, 'the load of the machine could not be kept') }
  })
  const diskUse = createDiskUse({
    clock, state_dir, runs_dir: join(state_dir, 'runs'), freeSpaces: machineHistory.freeSpaces,
    ownerOf: async job_id => await ownerOf({ registry, folders }, job_id)
  })
  return {
    services: { system: openSystem(deps, parts), machineHistory, diskUse },
    close: machineHistory.close
  }
}

/** A deleted job is known by its folder alone. */
async function ownerOf (
  { registry, folders }: Pick<MachineParts, 'registry' | 'folders'>, job_id: string
): Promise<FolderOwner | null> {
  const live = registry.byId(job_id) ?? registry.damaged().find(({ record }) => record.job_id === job_id)
  const found = live === undefined ? await folders.read(job_id) : null
  const record = live?.record ?? (found?.kind === 'readable' ? found.record : null)
  return record === null
    ? null
    : { job_number: record.job_number, name: record.job_name, deleted: record.deleted !== null }
}

/** With a checkout, ONETRAINER_PYTHON is the Python of OneTrainer; jobs of the built-in trainer still need one. */
export const builtinPython = ({ trainer: { python, onetrainer_dir } }: ServicesDeps): string =>
  python === '' || onetrainer_dir !== '' ? 'python3' : python
