import type { AttemptSpec, ProcessIdentity, RunnerFile } from '../core/contract/journal.ts'
import { DEVICES_VARIABLE, FOLDER_VARIABLE } from '../core/contract/run-environment.ts'
import type { Clock } from '../core/domain/clock.ts'
import type { AttemptFolder } from './attempt-folder.ts'
import type { Disk } from './disk.ts'
import type { Journal } from './journal.ts'
import type { Lease } from './lease.ts'
import { createRawLog } from './raw-log.ts'
import type { Supervisor } from './supervisor.ts'
import { supervise } from './supervisor.ts'
import { startTrainer } from './trainer-process.ts'

const RECORD_AGAIN_MS = 5000

export interface TrainDeps {
  folder: AttemptFolder
  machine: { disk: Disk, clock: Clock }
  /** Variables for the trainer's environment that no file may hold. */
  secret_env: Record<string, string>
  /** Calls back when the runner itself is asked to end. */
  onSignal: (act: (signal: string) => void) => void
}

type Shared = Omit<Parameters<typeof supervise>[0], 'trainer'>

/** Starts the trainer of an attempt, while the attempt is this runner's, and supervises it. */
export function train (
  { folder, machine: { disk, clock }, onSignal, secret_env }: TrainDeps,
  shared: Shared, { runnerFile, lease }: { runnerFile: RunnerFile, lease: Lease }
): Supervisor {
  const { spec, journal } = shared

  /** Training continues on a full disk without the record; the cookie identifies the trainer too. */
  function recordTrainer (trainer: ProcessIdentity): void {
    if (lease.lost() !== null) return
    try {
      folder.writeRunner({ ...runnerFile, trainer })
    } catch {
      clock.after(RECORD_AGAIN_MS, () => { recordTrainer(trainer) }) // the journal reports the disk
    }
  }

  const start: typeof startTrainer = (program, handlers) => {
    lease.verify()
    return startTrainer({ ...program, env: { ...spec.env, ...secret_env, ...signsOf(spec, folder.path) } }, handlers)
  }
  const raw = createRawLog(disk, folder.path, spec.limits.output_bytes)
  const supervisor = supervise({
    ...shared, journal: whileHeld(journal, lease), trainer: { raw, start, onStarted: recordTrainer }
  })
  onSignal(signal => { supervisor.onCommand(`runner-${signal}`, 'stop', { backup: false, force: false }) })
  return supervisor
}

/** Writes nothing more once the attempt is another's. */
function whileHeld (journal: Journal, lease: Lease): Journal {
  return {
    ...journal,
    append (draft) { if (lease.lost() === null) journal.append(draft) },
    commit () { if (lease.lost() === null) journal.commit() }
  }
}

/** What tells whose process a trainer is, when no record does. */
const signsOf = ({ devices = [] }: AttemptSpec, folder: string): Record<string, string> =>
  ({ [FOLDER_VARIABLE]: folder, [DEVICES_VARIABLE]: devices.join() })
