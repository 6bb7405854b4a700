import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { PROTOCOL_VERSION } from '../../core/contract/values.ts'
import type { TrainerKind } from '../../core/contract/values.ts'
import type { AttemptSpec, Limits } from '../../core/contract/journal.ts'
import { createAppError } from '../../core/domain/app-error.ts'
import type { JobIdentity } from '../../core/domain/job/state.ts'

/** A trainer as a program to run. */
export interface Trainer {
  kind: TrainerKind
  /** Program and arguments for an attempt's folder; never passed through a shell. */
  argv: (attempt_dir: string) => string[]
  cwd: string
  env: Record<string, string>
  /** More variables for the trainer alone: no file holds them. */
  secret_env?: () => Record<string, string>
}

/** The trainers there are. */
export interface Trainers {
  /** The one that new jobs are trained with. */
  serving: Trainer
  /** The one that a job was begun with. Errors: trainer_missing. */
  of: (kind: TrainerKind) => Trainer
}

/** The built-in trainer, and OneTrainer where there is one: that one serves, and neither goes on with what the other began. */
export function createTrainers (builtin: Trainer, onetrainer: Trainer | null): Trainers {
  return {
    serving: onetrainer ?? builtin,
    of (kind) {
      return kind === 'builtin' ? builtin : onetrainer ?? withoutOneTrainer()
    }
  }
}

/** There is no checkout, and the job needs one. */
export function withoutOneTrainer (): never {
  throw createAppError('trainer_missing', { problem: 'this job was trained with OneTrainer; set ONETRAINER_DIR to its checkout' })
}

interface Parts {
  job: JobIdentity & { created_at: string }
  devices: string[]
  /** Variables that show the trainer its devices. */
  device_env: Record<string, string>
  attempt: number
  first_seq: number
  resume_from: string | null
  job_dir: string
  attempt_dir: string
  socket_dir: string
  trainer: Trainer
  limits: Limits
  cookie: string
  created_at: string
}

/** All a runner needs to know of an attempt. */
export function makeAttemptSpec (parts: Parts): AttemptSpec {
  const { job, trainer, attempt_dir } = parts
  return {
    v: PROTOCOL_VERSION,
    job_id: job.job_id,
    job_number: job.job_number,
    job_slug: job.job_slug,
    job_name: job.job_name,
    job_created_at: job.created_at,
    attempt: parts.attempt,
    first_seq: parts.first_seq,
    created_at: parts.created_at,
    trainer: trainer.kind,
    argv: trainer.argv(attempt_dir),
    cwd: trainer.cwd,
    env: { ...trainer.env, ...parts.device_env },
    cookie: parts.cookie,
    // Socket paths over 108 bytes are cut off silently on Node 20, so the name is a short digest of the folder.
    socket: join(parts.socket_dir, createHash('sha256').update(attempt_dir).digest('hex').slice(0, 12) + '.s'),
    job_dir: parts.job_dir,
    resume_from: parts.resume_from,
    devices: parts.devices,
    limits: parts.limits
  }
}

const PASSED_ON = /^(PATH|HOME|LANG|LANGUAGE|LC_\w+|TZ|TMPDIR|LD_LIBRARY_PATH|(CUDA|NVIDIA|HIP|ROCR|HSA|NCCL|OMP|MKL)_\w+|HF_HOME|HF_HUB_CACHE|XDG_CACHE_HOME)$/

/** What a trainer's process inherits: enough to find programs, devices and caches; no secret of ours. */
export function trainerEnv (env: Record<string, string | undefined>): Record<string, string> {
  const passed = Object.entries(env).filter((entry): entry is [string, string] => PASSED_ON.test(entry[0]) && entry[1] !== undefined)
  return { ...Object.fromEntries(passed), PYTHONUTF8: '1', PYTHONUNBUFFERED: '1', PYTHONFAULTHANDLER: '1', PYTHONDONTWRITEBYTECODE: '1' }
}
