import { statfs } from 'node:fs/promises'
import type { MachineHistory, MachineMoment } from '../../core/contract/system.ts'
import type { FreeSpace } from '../../core/domain/disk/growth.ts'
import type { Clock } from '../../core/domain/clock.ts'
import type { Telemetry } from './telemetry.ts'
import { toGib } from './units.ts'

/** Keeps the load of the machine over the last hour. */
export interface MachineHistoryService {
  get: () => MachineHistory
  /** Free space for the state folder at these moments, where it could be read. */
  freeSpaces: () => FreeSpace[]
  close: () => void
}

interface MachineHistoryDeps {
  clock: Clock
  telemetry: Pick<Telemetry, 'fresh' | 'peek'>
  state_dir: string
  /** Numbers of the jobs whose trainers are at work. */
  jobNumbers: () => number[]
  report: (error: unknown) => void
}

const INTERVAL_SECONDS = 10
const KEPT_SECONDS = 3600

/** Keeps a reading every ten seconds while a training is at work or somebody watches: an idle machine rests. */
export function createMachineHistory (
  { clock, telemetry, state_dir, jobNumbers, report }: MachineHistoryDeps
): MachineHistoryService {
  let kept: Array<{ read_at: number, available: number | null, moment: MachineMoment }> = []

  async function read (): Promise<void> {
    const job_numbers = jobNumbers()
    const stats = job_numbers.length > 0 ? await telemetry.fresh() : telemetry.peek()
    if (stats === null) return
    const room = await statfs(state_dir).catch(() => null)
    const { timestamp, cpu_percent, ram_used_gb, ram_total_gb, gpus, job_memory } = stats
    const available = room === null ? null : room.bavail * room.bsize
    const state_dir_available_gb = available === null ? null : toGib(available)
    kept.push({
      read_at: clock.mono(), available,
      moment: {
        timestamp, job_numbers, cpu_percent, ram_used_gb, ram_total_gb, state_dir_available_gb, gpus, job_memory
      }
    })
  }

  /** By monotonic time: a clock that is set makes an hour neither longer nor shorter. */
  function dropOld (): void {
    kept = kept.filter(({ read_at }) => clock.mono() - read_at <= KEPT_SECONDS * 1000)
  }

  const timer = clock.every(INTERVAL_SECONDS * 1000, () => {
    dropOld()
    read().catch(report)
  })
  return {
    get () {
      dropOld()
      return { interval_seconds: INTERVAL_SECONDS, moments: kept.map(({ moment }) => moment) }
    },
    freeSpaces () {
      dropOld()
      return kept.flatMap(({ read_at, available }) => available === null ? [] : [{ at_ms: read_at, bytes: available }])
    },
    close: () => { timer.cancel() }
  }
}
