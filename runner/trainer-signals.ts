import type { ProcessIdentity } from '../core/contract/journal.ts'
import type { StopStep } from '../core/domain/job/stop-ladder.ts'
import type { Proc } from '../core/processes/proc.ts'
import type { ProcessTree } from '../core/processes/process-tree.ts'

/** Signals to the trainer of a run. */
export interface TrainerSignals {
  /**
   * Has the stacks of all threads printed to stderr, and so to the log; false when the trainer has no handler for that.
   */
  dumpStacks: () => boolean
  /** Carries out a step of a stop. */
  send: (step: Exclude<StopStep, 'ask'>) => void
}

/** The processes of a run, and the system's view of them. */
export interface RunProcesses { proc: Proc, tree: ProcessTree }

const SIGUSR1 = 10

/** `trainer` is null until the trainer has been started. */
export function createTrainerSignals (
  { proc, tree }: RunProcesses,
  trainer: () => ProcessIdentity | null
): TrainerSignals {
  return {
    dumpStacks () {
      const identity = trainer()
      // Without a handler the signal would end the process
      const able = identity !== null && proc.handles(identity.pid, SIGUSR1)
      if (identity !== null && able) tree.signal(identity, 'SIGUSR1')
      return able
    },
    send (step) {
      const identity = trainer()
      if (identity === null) return
      if (step === 'interrupt') tree.signal(identity, 'SIGINT')
      else if (step === 'terminate') tree.signalGroup(identity, 'SIGTERM')
      else void tree.killAll(identity)
    }
  }
}
