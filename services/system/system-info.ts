import { statfs } from 'node:fs/promises'
import os from 'node:os'
import type { SystemInfo, SystemProcesses, SystemResources } from '../../core/contract/system.ts'
import type { Clock } from '../../core/domain/clock.ts'
import { timestampNow } from '../../core/domain/clock.ts'
import { cached } from './cached.ts'
import { pickDisks } from './disks.ts'
import type { RawDisk } from './disks.ts'
import { readMemory } from './memory.ts'
import type { Nvidia } from './nvidia.ts'
import { pickProcesses } from './processes.ts'
import type { OurPids, RawProcess } from './processes.ts'
import { checkServiceManager, readServiceEnvironment } from './service-manager-check.ts'
import type { Survival } from './service-manager-check.ts'
import type { Telemetry } from './telemetry.ts'
import { toGib } from './units.ts'

export interface SystemService {
  /** The machine, this server and the trainer it found. */
  info: () => Promise<SystemInfo>
  /** Load of the machine and room on its disks. */
  resources: () => Promise<SystemResources>
  /** Our processes first, then the busiest. */
  processes: () => Promise<SystemProcesses>
}

/** What is asked of systeminformation. Never its graphics(): that blocks the event loop and drops zeros. */
export interface MachineFacts {
  cpu: () => Promise<{ manufacturer: string, brand: string, physicalCores: number }>
  osInfo: () => Promise<{ distro: string, release: string }>
  fsSize: () => Promise<RawDisk[]>
  processes: () => Promise<{ all: number, list: RawProcess[] }>
}

export interface SystemDeps {
  clock: Clock
  telemetry: Telemetry
  nvidia: Nvidia
  server: { name: string, version: string, started_at: string, state_dir: string }
  trainer: () => Promise<SystemInfo['trainer']>
  /** Which runners and trainers are ours right now. */
  pids: () => Omit<OurPids, 'server'>
  /** Where facts come from; the machine itself unless a test says otherwise. */
  sources?: { survival?: () => Promise<Survival>, facts?: MachineFacts }
}

const DISKS_MS = 30_000
const PROCESSES_MS = 2000

/** Facts about the machine, each asked for no more often than it is worth. */
export function createSystemService ({
  clock, telemetry, nvidia, server, trainer, pids, sources = {}
}: SystemDeps): SystemService {
  const { survival = async () => await checkServiceManager(readServiceEnvironment()), facts = lazyFacts() } = sources
  const cpu = cached(clock, Infinity, async () => await facts.cpu())
  const osInfo = cached(clock, Infinity, async () => await facts.osInfo())
  const survives = cached(clock, Infinity, survival)
  const disks = cached(clock, DISKS_MS, async () => pickDisks(await facts.fsSize()))
  const listing = cached(clock, PROCESSES_MS, async () => ({
    ...(await facts.processes()),
    timestamp: timestampNow(clock)
  }))

  return {
    async info () {
      const [processor, system, found, gpus, survives_restart] = await Promise.all([
        cpu(), osInfo(), trainer(), nvidiaOnce(nvidia, telemetry), survives()
      ])
      const cores = os.cpus()
      return {
        server: {
          ...server,
          pid: process.pid,
          node_version: process.version,
          uptime_seconds: Math.round(process.uptime() * 10) / 10
        },
        os: {
          platform: process.platform, distribution: some(system.distro), release: some(system.release),
          architecture: process.arch, hostname: os.hostname()
        },
        cpu: {
          model:
            some(cores[0]?.model.trim() ?? '') ??
            some(`${processor.manufacturer} ${processor.brand}`.trim()) ??
            'unknown',
          cores: cores.length,
          physical_cores: processor.physicalCores > 0 ? processor.physicalCores : null
        },
        ram_total_gb: toGib(os.totalmem()),
        gpus,
        gpu_problem: nvidia.problem(),
        trainer: found,
        survives_restart
      }
    },
    async resources () {
      const [stats, file_systems, room] = await Promise.all([telemetry.fresh(), disks(), statfs(server.state_dir)])
      const { swap_used_gb, swap_total_gb } = readMemory()
      return {
        ...stats,
        load_average: os.loadavg().map(load => Math.round(load * 100) / 100),
        swap_used_gb,
        swap_total_gb,
        disks: file_systems,
        state_dir_available_gb: toGib(room.bavail * room.bsize)
      }
    },
    async processes () {
      const { all, list, timestamp } = await listing()
      return { total: all, processes: pickProcesses(list, { ...pids(), server: process.pid }), timestamp }
    }
  }
}

/** The GPUs, by way of telemetry, so that nvidia-smi rests again when nobody asks any more. */
async function nvidiaOnce (nvidia: Nvidia, telemetry: Telemetry): Promise<SystemInfo['gpus']> {
  telemetry.current()
  return await nvidia.first()
}

/** systeminformation, loaded when it is first needed: an idle server does not pay for it. */
function lazyFacts (): MachineFacts {
  const load = async () => (await import('systeminformation')).default
  return {
    cpu: async () => await (await load()).cpu(),
    osInfo: async () => await (await load()).osInfo(),
    fsSize: async () => await (await load()).fsSize(),
    processes: async () => await (await load()).processes()
  }
}

const some = (text: string): string | null => text === '' || text === 'unknown' ? null : text
