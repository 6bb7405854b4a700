import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { PROTOCOL_VERSION } from '../../core/contract/values.ts'
import type { AttemptSpec, Limits } from '../../core/contract/journal.ts'
import type { Clock } from '../../core/domain/clock.ts'
import { timestampNow } from '../../core/domain/clock.ts'
import { deviceEnv, deviceNeed } from '../../core/domain/job/device-need.ts'
import type { JobFolders } from '../jobs/folders.ts'
import type { LiveJob } from '../jobs/live-job.ts'
import type { Ids } from '../system/ids.ts'
import type { Trainers } from './trainers.ts'

/** What an attempt starts with. */
export interface Start {
  /** Its number, which no other attempt of the job has had. */
  attempt: number
  /** Backup to go on from, relative to the job's folder; null: from the beginning. */
  resume_from: string | null
  devices: readonly string[]
}

interface SpecDeps {
  folders: Pick<JobFolders, 'jobDir' | 'attemptDir'>
  trainers: Trainers
  limits: Limits
  socket_dir: string
  clock: Clock
  ids: Ids
  /** The number of the next begin or end of an attempt: see nextInOrder. */
  nextOrder: () => number
}

/** Makes the function that describes an attempt of a job: all its runner needs to know. Errors: trainer_missing. */
export function createAttemptSpecs ({ folders, trainers, limits, socket_dir, clock, ids, nextOrder }: SpecDeps) {
  return ({ record, config, position }: LiveJob, { attempt, resume_from, devices }: Start): AttemptSpec => {
    const { job_id, job_number, job_slug, job_name, created_at: job_created_at } = record
    const trainer = trainers.of(record.trainer)
    const attempt_dir = folders.attemptDir(job_id, attempt)
    return {
      v: PROTOCOL_VERSION,
      job_id,
      job_number,
      job_slug,
      job_name,
      job_created_at,
      attempt,
      first_seq: position.state.seq + 1,
      created_at: timestampNow(clock),
      trainer: trainer.kind,
      argv: trainer.argv(attempt_dir),
      cwd: trainer.cwd,
      env: {
        ...trainer.env, ...record.environment,
        ...deviceEnv(deviceNeed(record.trainer, config, record.device), devices)
      },
      cookie: ids.secret(),
      // Socket paths over 108 bytes are cut off silently on Node 20, so the name is a short digest of the folder.
      socket: join(socket_dir, createHash('sha256').update(attempt_dir).digest('hex').slice(0, 12) + '.s'),
      job_dir: folders.jobDir(job_id),
      resume_from,
      devices: [...devices],
      begin_order: nextOrder(),
      limits
    }
  }
}
