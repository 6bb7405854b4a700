import { Type } from '@sinclair/typebox'
import type { Static } from '@sinclair/typebox'
import { shape, nullable, count, words } from './define.ts'
import { Timestamp, TrainerKind } from './values.ts'

const gb = (description: string) => nullable(Type.Number({ minimum: 0, description: description + ', GiB' }))
const percent = (description: string) => nullable(Type.Number({ minimum: 0, maximum: 100, description }))

/** `null` is unknown; 0 is 0. */
export const Gpu = shape('Gpu', 'GPU as reported by nvidia-smi', {
  index: count('Index'),
  uuid: nullable(Type.String()),
  name: Type.String(),
  driver_version: nullable(Type.String()),
  utilization_percent: percent('GPU utilisation'),
  memory_used_gb: gb('Memory in use'),
  memory_total_gb: gb('Total memory'),
  temperature_celsius: nullable(Type.Number()),
  power_draw_watts: nullable(Type.Number()),
  power_limit_watts: nullable(Type.Number({ description: 'What it may draw at most' }))
})
export type Gpu = Static<typeof Gpu>

export const Disk = shape('Disk', 'File system', {
  mount: Type.String(),
  size_gb: gb('Size'),
  used_gb: gb('In use'),
  available_gb: gb('Free')
})

export const JobGpuMemory = shape('JobGpuMemory', 'Memory of a GPU that the processes of a training use', {
  uuid: Type.String({ description: 'UUID of the GPU' }),
  memory_used_gb: gb('Memory in use by this training alone'),
  problem: nullable(Type.String({
    description: 'Why it is not known; null: it is known',
    examples: ['nvidia-smi does not say how much memory each process uses, as under WSL']
  }))
})
export type JobGpuMemory = Static<typeof JobGpuMemory>

export const JobMemory = shape('JobMemory', 'Memory of the processes of a training', {
  job_number: count('Job number'),
  ram_used_gb: gb('RAM: the resident sizes of its trainer and what that started, added up'),
  gpus: Type.Array(JobGpuMemory, { description: 'The GPUs that it was given, and others that it uses' })
})
export type JobMemory = Static<typeof JobMemory>

const job_memory = Type.Array(JobMemory, { description: 'Of each training whose processes are known' })

export const SystemStats = shape('SystemStats', 'Machine load; the flat GPU fields are those of the first GPU', {
  gpu_memory_used_gb: gb('GPU memory in use'),
  gpu_memory_total_gb: gb('Total GPU memory'),
  gpu_utilization_percent: percent('GPU load'),
  cpu_percent: percent('CPU load over all cores'),
  ram_used_gb: gb('RAM in use'),
  ram_total_gb: gb('Total RAM'),
  gpus: Type.Array(Gpu),
  job_memory,
  timestamp: Timestamp
})
export type SystemStats = Static<typeof SystemStats>

export const SystemResources = shape('SystemResources', 'Machine load and free disk space', {
  ...SystemStats.properties,
  load_average: Type.Array(Type.Number(), { description: 'Load average over 1, 5 and 15 minutes' }),
  swap_used_gb: gb('Swap in use'),
  swap_total_gb: gb('Total swap'),
  disks: Type.Array(Disk),
  state_dir_available_gb: gb('Free space on the disk of STATE_DIR')
})
export type SystemResources = Static<typeof SystemResources>

export const MachineMoment = shape('MachineMoment', 'Load of the machine at one moment', {
  timestamp: Timestamp,
  job_numbers: Type.Array(count('Job number'), { description: 'Jobs whose trainers were at work' }),
  cpu_percent: percent('CPU load over all cores'),
  ram_used_gb: gb('RAM in use'),
  ram_total_gb: gb('Total RAM'),
  state_dir_available_gb: gb('Free space on the disk of STATE_DIR'),
  gpus: Type.Array(Gpu),
  job_memory
})
export type MachineMoment = Static<typeof MachineMoment>

export const MachineHistory = shape('MachineHistory', 'Load of the machine over the last hour', {
  interval_seconds: count('Seconds between two moments; a longer time was not measured'),
  moments: Type.Array(MachineMoment, { description: 'Oldest first' })
})
export type MachineHistory = Static<typeof MachineHistory>

export const SystemInfo = shape('SystemInfo', 'The machine, this server and its trainer', {
  server: shape('ServerInfo', 'Server process', {
    name: Type.String(), version: Type.String(), pid: count('Process id'), node_version: Type.String(),
    started_at: Timestamp, state_dir: Type.String(), uptime_seconds: Type.Number()
  }),
  os: shape('OsInfo', 'Operating system', {
    platform: Type.String(), distribution: nullable(Type.String()), release: nullable(Type.String()),
    architecture: Type.String(), hostname: Type.String()
  }),
  cpu: shape('CpuInfo', 'Processor', {
    model: Type.String(), cores: count('Logical cores'),
    physical_cores: nullable(count('Physical cores'))
  }),
  ram_total_gb: gb('Total RAM'),
  gpus: Type.Array(Gpu),
  gpu_problem: nullable(Type.String({
    description: 'What nvidia-smi says instead of readings; null: it gives them, or it is not installed',
    examples: ['Failed to initialize NVML: Driver/library version mismatch']
  })),
  trainer: shape('TrainerInfo', 'Configured trainer', {
    kind: TrainerKind,
    available: Type.Boolean(),
    version: nullable(Type.String()),
    python: nullable(Type.String({ description: 'Path of the Python program' })),
    python_version: nullable(Type.String()),
    device: nullable(Type.String()),
    message: Type.String({ description: 'What was found, and what to do about missing parts' }),
    checks: Type.Optional(Type.Array(shape('TrainerCheck', 'Requirement of a training', {
      name: Type.String({
        description: 'checkout, python, config, packages, device, gpu, git or disk', examples: ['git']
      }),
      status: words(
        ['ok', 'warning', 'missing', 'waiting'] as const,
        'missing: required and not found. waiting: not known yet'
      ),
      message: Type.String(),
      hint: Type.Optional(Type.String({ description: 'How to solve it' }))
    })))
  }),
  survives_restart: shape('SurvivesRestart', 'Whether a training outlives a restart of this server', {
    value: nullable(Type.Boolean()),
    reason: Type.String()
  })
})
export type SystemInfo = Static<typeof SystemInfo>

export const SystemProcess = shape('SystemProcess', 'Process', {
  pid: count('Process id'),
  parent_pid: count('Parent process id'),
  name: Type.String(),
  role: words(['server', 'runner', 'trainer', 'other'] as const, 'Role of the process'),
  cpu_percent: percent('CPU load'),
  ram_percent: percent('Percentage of RAM'),
  ram_bytes: nullable(count('Resident size')),
  started_at: nullable(Type.String())
})
export const SystemProcesses = shape('SystemProcesses', 'Processes of this program first, then the busiest ones', {
  total: count('Number of processes on the machine'),
  processes: Type.Array(SystemProcess),
  timestamp: Timestamp
})
export type SystemProcesses = Static<typeof SystemProcesses>

export const CheckoutChoice = shape('CheckoutChoice', 'Which OneTrainer is to serve', {
  onetrainer_dir: nullable(Type.String({
    minLength: 1, maxLength: 4096,
    description: 'Absolute path of the folder of a OneTrainer checkout on the server; null: the built-in trainer serves'
  }))
}, { examples: [{ onetrainer_dir: '/home/me/OneTrainer' }] })

export const Checkout = shape('Checkout', 'The OneTrainer that serves', {
  onetrainer_dir: nullable(Type.String({ description: 'Folder of the checkout; null: the built-in trainer serves' })),
  set_by: nullable(words(
    ['environment', 'request'] as const,
    'environment: by ONETRAINER_DIR, which requests cannot change. request: by PUT /api/system/checkout. ' +
      'null: it is not set'
  ))
})
export type Checkout = Static<typeof Checkout>
