import type { AttemptSpec } from '../../core/contract/journal.ts'
import { PROTOCOL_VERSION, unknownExit } from '../../core/contract/values.ts'
import type { Clock } from '../../core/domain/clock.ts'
import { timestampNow } from '../../core/domain/clock.ts'
import type { RunProcesses } from '../../core/processes/run-processes.ts'
import type { JobFolders } from '../jobs/folders.ts'
import type { RecordEvent } from '../jobs/record-event.ts'
import { attachAttempt, detachAttempt } from '../jobs/live-job.ts'
import type { LiveJob } from '../jobs/live-job.ts'
import { followAttempt } from './follow.ts'
import type { Ingest } from './ingest.ts'
import type { UnsentCommands } from './unsent-commands.ts'

/**
 * Follows an attempt that is on the disk to its end; it is the job's attempt, and has its devices, until then. `atEnd`:
 * what is done before that, once no process of it is left.
 */
export type FollowJob = (job: LiveJob, spec: AttemptSpec, atEnd?: () => Promise<void>) => void

interface FollowJobDeps {
  folders: Pick<JobFolders, 'attemptDir' | 'readExit' | 'createExit'>
  /** How its events get into the store, and how the server adds one. */
  events: { ingest: Ingest, record: RecordEvent }
  runner: {
    launch: (spec: AttemptSpec, attempt_dir: string, flags: string[]) => Promise<unknown>
    processes: RunProcesses
  }
  unsent: UnsentCommands
  clock: Clock
  /** The last event of an attempt is in the store and its runner is gone. `devices`: what it had. */
  onOver: (devices: readonly string[]) => void
  log: { warn: (facts: object, message: string) => void }
}

export function createFollowJob ({ folders, events, runner, unsent, clock, onOver, log }: FollowJobDeps): FollowJob {
  async function writeFailure (job: LiveJob, attempt: number, error: unknown): Promise<void> {
    const ended = { last_seq: job.position.state.seq, ended_at: timestampNow(clock) }
    await folders.createExit(job.record.job_id, attempt, {
      v: PROTOCOL_VERSION, status: 'error', reason: 'launch_failed', error: String(error), exit: unknownExit, ...ended
    })
  }

  return (job, spec, atEnd = async () => {}) => {
    const { job_id, attempt } = spec
    const attempt_dir = folders.attemptDir(job_id, attempt)
    const followed = followAttempt({
      on: { spec, attempt_dir, position: job.position },
      ingest: events.ingest,
      runner: {
        launch: async flags => {
          const last_seq = String(job.position.state.seq)
          return await runner.launch(spec, attempt_dir, ['--last-seq', last_seq, ...flags])
        },
        processes: runner.processes.of(spec)
      },
      clock,
      unsent: { list: async () => await unsent.list(spec.job_number), refuse: unsent.refuse },
      exit_file: {
        read: async () => await folders.readExit(job_id, attempt),
        writeFailure: async error => { await writeFailure(job, attempt, error) },
        record: async (body, at) => { await events.record(job, body, at) }
      },
      onProblem: (problem, err) => { log.warn({ err, job_id, attempt }, problem) }
    })
    attachAttempt(job, followed)
    const { devices } = job
    followed.over.then(async () => {
      if (job.attempt === followed && job.position.ended) await Promise.all([unsent.fail(job), atEnd()])
    }).catch(err => {
      log.warn({ err, job_id }, 'the commands of an ended attempt could not be ended, or its records not be checked')
    }).finally(() => {
      const detached = job.attempt === followed && !job.position.ended // this server ends: the training goes on
      if (job.attempt === followed) detachAttempt(job)
      if (!detached) onOver(devices ?? [])
    })
  }
}
