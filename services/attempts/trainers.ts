import type { TrainerKind } from '../../core/contract/values.ts'
import { createAppError } from '../../core/domain/app-error.ts'

/** A trainer as a program to run. */
export interface Trainer {
  kind: TrainerKind
  /** Program and arguments for an attempt's folder; never passed through a shell. */
  argv: (attempt_dir: string) => string[]
  cwd: string
  env: Record<string, string>
  /** More variables for the trainer alone; they are written to no file. */
  secret_env?: () => Record<string, string>
}

/** The trainers of this server. */
export interface Trainers {
  /** Trains new jobs. */
  serving: Trainer
  /** The trainer a job began with. Errors: trainer_missing. */
  of: (kind: TrainerKind) => Trainer
}

/**
 * The built-in trainer and, with a checkout, OneTrainer, which then serves. Neither continues a job the other began.
 */
export function createTrainers (builtin: Trainer, onetrainer: Trainer | null): Trainers {
  return {
    serving: onetrainer ?? builtin,
    of (kind) {
      return kind === 'builtin' ? builtin : onetrainer ?? withoutOneTrainer()
    }
  }
}

/** Throws trainer_missing: the job needs a checkout. */
export function withoutOneTrainer (): never {
  const problem = 'this job was trained with OneTrainer; set ONETRAINER_DIR to its checkout'
  throw createAppError('trainer_missing', { problem })
}
