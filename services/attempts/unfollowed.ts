import { join } from 'node:path'
import { Type } from '@sinclair/typebox'
import { readRunnerFile } from '../../core/contract/journal.ts'
import type { ProcessIdentity } from '../../core/contract/journal.ts'
import { recordReader } from '../../core/contract/read-record.ts'
import type { ReadRecord } from '../../core/contract/read-record.ts'
import { readRecordSync } from '../files/read-record.ts'
import type { LiveJob } from '../jobs/live-job.ts'
import type { AttemptProcesses } from './process-identity.ts'

/** A training that nobody follows, because its records are damaged. `devices`: null where they are not known. */
export interface UnfollowedTraining { job: LiveJob, devices: readonly string[] | null }

/** Trainings that nobody follows and that may still run: while a process of one is alive, it has its devices. */
export interface UnfollowedTrainings {
  /** Adds the attempt in a folder, as far as its runner.json and spec.json can be read. */
  add: (job: LiveJob, attempt_dir: string) => void
  /** Removes those of a job that is followed now. */
  remove: (job: LiveJob) => void
  /** Those of which a process is alive. */
  list: () => UnfollowedTraining[]
}

interface UnfollowedDeps {
  isAnyAlive: (processes: AttemptProcesses) => boolean
  /** Processes that have an attempt's folder for an argument. */
  findByArgument: (attempt_dir: string) => ProcessIdentity[]
}

/** Of a spec.json, whatever else is wrong with it. */
const readDevices = recordReader(Type.Object({ devices: Type.Array(Type.String()) }))

export function createUnfollowedTrainings ({ isAnyAlive, findByArgument }: UnfollowedDeps): UnfollowedTrainings {
  let trainings: Array<UnfollowedTraining & { processes: AttemptProcesses[] }> = []

  /** What runner.json says; where it cannot be used, what the system says. */
  function processesOf (attempt_dir: string): AttemptProcesses[] {
    const recorded = readIfSound(readRunnerFile, join(attempt_dir, 'runner.json'))
    if (recorded !== null) return [recorded]
    return findByArgument(attempt_dir).map(runner => ({ boot_id: null, runner, trainer: null }))
  }

  return {
    add (job, attempt_dir) {
      const devices = readIfSound(readDevices, join(attempt_dir, 'spec.json'))?.devices ?? null
      trainings.push({ job, devices, processes: processesOf(attempt_dir) })
    },
    remove (job) { trainings = trainings.filter(training => training.job !== job) },
    list () {
      trainings = trainings.filter(({ processes }) => processes.some(isAnyAlive))
      return trainings
    }
  }
}

function readIfSound<T> (read: ReadRecord<T>, path: string): T | null {
  try {
    return readRecordSync(read, path)
  } catch {
    return null // the damage is reported by the reader of the job
  }
}
