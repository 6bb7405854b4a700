import { Type } from '@sinclair/typebox'
import type { Static } from '@sinclair/typebox'
import { shape, nullable, count, words } from './define.ts'
import { Timestamp, TrainerKind } from './values.ts'

const gb = (description: string) => nullable(Type.Number({ minimum: 0, description: description + ', GiB' }))
const percent = (description: string) => nullable(Type.Number({ minimum: 0, maximum: 100, description }))

/** `null` is unknown; 0 is 0. */
export const Gpu = shape('Gpu', 'One GPU as nvidia-smi sees it', {
  index: count('Index'),
  uuid: nullable(Type.String()),
  name: Type.String(),
  driver_version: nullable(Type.String()),
  utilization_percent: percent('Share of time it was busy'),
  memory_used_gb: gb('Memory in use'),
  memory_total_gb: gb('Memory in all'),
  temperature_celsius: nullable(Type.Number()),
  power_draw_watts: nullable(Type.Number())
})
export type Gpu = Static<typeof Gpu>

export const Disk = shape('Disk', 'A file system', { mount: Type.String(), size_gb: gb('Size'), used_gb: gb('In use'), available_gb: gb('Free') })

export const SystemStats = shape('SystemStats', 'Load of the machine; the flat GPU fields are those of the first GPU', {
  gpu_memory_used_gb: gb('GPU memory in use'),
  gpu_memory_total_gb: gb('GPU memory in all'),
  gpu_utilization_percent: percent('GPU load'),
  cpu_percent: percent('CPU load over all cores'),
  ram_used_gb: gb('RAM in use'),
  ram_total_gb: gb('RAM in all'),
  gpus: Type.Array(Gpu),
  timestamp: Timestamp
})
export type SystemStats = Static<typeof SystemStats>

export const SystemResources = shape('SystemResources', 'Load of the machine and room on its disks', {
  ...SystemStats.properties,
  load_average: Type.Array(Type.Number(), { description: 'Over 1, 5 and 15 minutes' }),
  swap_used_gb: gb('Swap in use'),
  swap_total_gb: gb('Swap in all'),
  disks: Type.Array(Disk),
  state_dir_available_gb: gb('Free where STATE_DIR is')
})
export type SystemResources = Static<typeof SystemResources>

export const SystemInfo = shape('SystemInfo', 'The machine, this server and the trainer it found', {
  server: shape('ServerInfo', 'This process', {
    name: Type.String(), version: Type.String(), pid: count('Process id'), node_version: Type.String(), started_at: Timestamp, state_dir: Type.String(), uptime_seconds: Type.Number()
  }),
  os: shape('OsInfo', 'Operating system', { platform: Type.String(), distribution: nullable(Type.String()), release: nullable(Type.String()), architecture: Type.String(), hostname: Type.String() }),
  cpu: shape('CpuInfo', 'Processor', { model: Type.String(), cores: count('Logical cores'), physical_cores: nullable(count('Physical cores')) }),
  ram_total_gb: gb('RAM in all'),
  gpus: Type.Array(Gpu),
  trainer: shape('TrainerInfo', 'The trainer that serves', {
    kind: TrainerKind,
    available: Type.Boolean(),
    version: nullable(Type.String()),
    python: nullable(Type.String({ description: 'Python program' })),
    python_version: nullable(Type.String()),
    device: nullable(Type.String()),
    message: Type.String({ description: 'What was found, and what to do about what is missing' }),
    checks: Type.Optional(Type.Array(shape('TrainerCheck', 'One thing a training needs', {
      name: Type.String({ description: 'checkout, python, config, packages, device, git or disk', examples: ['git'] }),
      status: words(['ok', 'warning', 'missing', 'waiting'] as const, 'missing: no training can run without it. waiting: nobody knows yet'),
      message: Type.String(),
      hint: Type.Optional(Type.String({ description: 'What to do about it' }))
    })))
  }),
  survives_restart: shape('SurvivesRestart', 'Whether a training lives on when this server is restarted', { value: nullable(Type.Boolean()), reason: Type.String() })
})
export type SystemInfo = Static<typeof SystemInfo>

export const SystemProcess = shape('SystemProcess', 'A process', {
  pid: count('Process id'),
  parent_pid: count('Parent'),
  name: Type.String(),
  role: words(['server', 'runner', 'trainer', 'other'] as const, 'What it is to us'),
  cpu_percent: percent('CPU load'),
  ram_percent: percent('Share of RAM'),
  ram_bytes: nullable(count('Resident size')),
  started_at: nullable(Type.String())
})
export const SystemProcesses = shape('SystemProcesses', 'Our processes first, then the busiest', {
  total: count('Processes on the machine'),
  processes: Type.Array(SystemProcess),
  timestamp: Timestamp
})
export type SystemProcesses = Static<typeof SystemProcesses>
