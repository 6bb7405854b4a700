import { statfs } from 'node:fs/promises'
import type { Queue } from '../../core/contract/queue.ts'
import type { SystemStats } from '../../core/contract/system.ts'
import type { TrainingState } from '../../core/contract/training.ts'
import type { Clock } from '../../core/domain/clock.ts'
import { deviceLoads } from '../../core/domain/device-load.ts'
import type { DeviceLoad } from '../../core/domain/device-load.ts'
import { statusOf } from '../jobs/live-job.ts'
import type { JobRegistry } from '../jobs/registry.ts'

/** What a monitoring system is told of the server at one moment. */
export interface ServerMetrics {
  version: string
  /** Of each job. */
  job_statuses: readonly string[]
  /** Of the jobs with a trainer at work. */
  trainings: readonly TrainingState[]
  queue: { held: boolean, waiting: number }
  devices: readonly DeviceLoad[]
  /** Room on the disk of the state folder; null: it cannot be read. */
  state_dir: { size_bytes: number, available_bytes: number } | null
}

interface ServerMetricsDeps {
  registry: Pick<JobRegistry, 'all' | 'damaged' | 'active' | 'stateOf'>
  queue: (query: { limit: number }) => Promise<Queue>
  stats: () => Promise<SystemStats>
  state_dir: string
  version: string
  clock: Pick<Clock, 'mono'>
}

/** Reads all of it anew on each call. */
export function createServerMetrics (
  { registry, queue, stats, state_dir, version, clock }: ServerMetricsDeps
): () => Promise<ServerMetrics> {
  return async () => {
    const [{ held, total_waiting, devices }, load, room] = await Promise.all([
      queue({ limit: 1 }), stats(), statfs(state_dir).catch(() => null)
    ])
    return {
      version,
      job_statuses: [...registry.all(), ...registry.damaged()].map(statusOf),
      trainings: registry.active().map(job => registry.stateOf(job, clock)),
      queue: { held, waiting: total_waiting },
      devices: deviceLoads(devices, load),
      state_dir: room === null
        ? null
        : { size_bytes: room.blocks * room.bsize, available_bytes: room.bavail * room.bsize }
    }
  }
}
