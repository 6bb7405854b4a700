import { join } from 'node:path'
import { Type } from '@sinclair/typebox'
import { readRunnerFile } from '../../core/contract/journal.ts'
import type { ProcessIdentity } from '../../core/contract/journal.ts'
import { recordReader } from '../../core/contract/read-record.ts'
import type { ReadRecord } from '../../core/contract/read-record.ts'
import type { KnownProcesses } from '../../core/processes/known-processes.ts'
import type { RunProcess, RunProcesses } from '../../core/processes/run-processes.ts'
import { readRecordSync } from '../files/read-record.ts'
import type { LiveJob } from '../jobs/live-job.ts'
import type { JobRegistry } from '../jobs/registry.ts'

/**
 * A training that nobody follows. `job`: null where its job is gone, or its attempt is over; its processes are then
 * being ended. `devices`: null where they are not known.
 */
export interface UnfollowedTraining {
  job_id: string
  attempt: number
  job: LiveJob | null
  devices: readonly string[] | null
}

/** Trainings that nobody follows and that run all the same: while a process of one is alive, it has its devices. */
export interface UnfollowedTrainings {
  /** Adds an attempt whose records are damaged: it may train on. */
  add: (job: LiveJob, attempt: number) => void
  /** Removes those of a job that can be read again. */
  remove: (job: LiveJob) => void
  /**
   * Looks at the processes of this machine. Those of a damaged job or attempt are kept; those whose job is deleted or
   * unknown, or whose attempt is over, are ended. To be called before a device is given.
   */
  survey: () => Promise<void>
  /** Those of which a process is alive. */
  list: () => UnfollowedTraining[]
  /** Ends those of a job with SIGKILL. */
  end: (job: LiveJob) => Promise<void>
}

interface UnfollowedDeps {
  runs: RunProcesses
  registry: Pick<JobRegistry, 'byId' | 'damaged'>
  attemptDir: (job_id: string, attempt: number) => string
  isAlive: (processes: KnownProcesses) => boolean
  log: { warn: (facts: object, message: string) => void }
}

/** `processes`: as runner.json has them, and as they were found. */
type Known = UnfollowedTraining & { processes: KnownProcesses[] }

/** Of a spec.json, whatever else is wrong with it. */
const readDevices = recordReader(Type.Object({ devices: Type.Array(Type.String()) }))

export function createUnfollowedTrainings (
  { runs, registry, attemptDir, isAlive, log }: UnfollowedDeps
): UnfollowedTrainings {
  const damaged = new Map<string, LiveJob>()
  let recorded: Known[] = []
  let found: Known[] = []
  const keyOf = ({ job_id, attempt }: { job_id: string, attempt: number }): string => `${job_id}/a${attempt}`
  const devicesIn = (processes: RunProcess[], attempt_dir: string): readonly string[] | null =>
    processes.find(({ devices }) => devices !== null)?.devices ??
      readIfSound(readDevices, join(attempt_dir, 'spec.json'))?.devices ?? null

  function isFollowed (job_id: string, attempt: number): boolean {
    const job = registry.byId(job_id)
    return job !== undefined && job.attempt !== null && job.position.attempt === attempt
  }

  function describe (processes: ReturnType<RunProcesses['list']>): Known {
    const [{ folder: { job_id, attempt } }] = processes as [typeof processes[number]] // as: a group has a member
    const job = damaged.get(keyOf({ job_id, attempt })) ??
      registry.damaged().find(({ record }) => record.job_id === job_id) ?? null
    const devices = devicesIn(processes, attemptDir(job_id, attempt))
    return { job_id, attempt, job, devices, processes: processes.map(({ identity }) => asFound(identity)) }
  }

  async function end ({ job_id, attempt }: UnfollowedTraining): Promise<void> {
    const processes = runs.of({ job_id, attempt })
    const alive = processes.list()
    log.warn(
      { job_id, attempt, pids: alive.map(({ identity }) => identity.pid) },
      'processes of a training that nobody follows are ended'
    )
    // A runner whose trainer has ended leaves by itself.
    await (alive.every(({ role }) => role === 'runner') ? processes.awaitGone() : processes.end())
  }

  function list (): Known[] {
    recorded = recorded.filter(({ processes }) => processes.some(isAlive))
    found = found.filter(({ processes }) => processes.some(isAlive))
    const keys = new Set(found.map(keyOf))
    return [...found, ...recorded.filter(known => !keys.has(keyOf(known)))]
  }

  return {
    list,
    add (job, attempt) {
      const { job_id } = job.record
      const attempt_dir = attemptDir(job_id, attempt)
      damaged.set(keyOf({ job_id, attempt }), job)
      const file = readIfSound(readRunnerFile, join(attempt_dir, 'runner.json'))
      const alive = runs.of({ job_id, attempt }).list()
      const processes = [...file === null ? [] : [file], ...alive.map(({ identity }) => asFound(identity))]
      recorded.push({ job_id, attempt, job, devices: devicesIn(alive, attempt_dir), processes })
    },
    remove (job) {
      for (const [key, kept] of damaged) if (kept === job) damaged.delete(key)
      recorded = recorded.filter(training => training.job !== job)
      found = found.filter(training => training.job !== job)
    },
    async survey () {
      const groups = groupBy(runs.list(), ({ folder }) => keyOf(folder))
      found = groups.map(describe).filter(({ job_id, attempt }) => !isFollowed(job_id, attempt))
      for (const training of found) if (training.job === null) await end(training)
    },
    async end (job) {
      for (const training of list()) if (training.job === job) await end(training)
    }
  }
}

const asFound = (identity: ProcessIdentity): KnownProcesses =>
  ({ boot_id: null, runner: identity, trainer: null })

function groupBy<T> (all: T[], key: (one: T) => string): T[][] {
  const groups = new Map<string, T[]>()
  for (const one of all) groups.set(key(one), [...groups.get(key(one)) ?? [], one])
  return [...groups.values()]
}

function readIfSound<T> (read: ReadRecord<T>, path: string): T | null {
  try {
    return readRecordSync(read, path)
  } catch {
    return null // the damage is reported by the reader of the job
  }
}
