import { existsSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import type { Store } from '../store/store.ts'
import type { AttemptSpec } from '../../core/contract/journal.ts'
import { readToEnd } from './catch-up.ts'
import type { FollowJob } from './follow-job.ts'
import type { Ingest } from './ingest.ts'
import { standInFor } from '../jobs/damaged-job.ts'
import type { JobFolders } from '../jobs/folders.ts'
import type { ReadableJob } from '../jobs/job-on-disk.ts'
import { assignDevices, newJob } from '../jobs/live-job.ts'
import type { LiveJob } from '../jobs/live-job.ts'
import type { JobRegistry } from '../jobs/registry.ts'
import { createDamagedAttempts } from './damaged-attempts.ts'
import type { JournalLine } from './journal-reader.ts'

interface RecoverDeps { store: Store, registry: JobRegistry, folders: JobFolders, ingest: Ingest, follow: FollowJob }

/** What a server found at its start. */
export interface Recovery { jobs: number, imported_attempts: number, events: number, live_attempts: number }

/**
 * Before the server listens: loads the jobs, imports from their folders what the store lacks, reads every journal to
 * its end, and follows the attempts that are not over.
 */
export async function recover ({ store, registry, folders, ingest, follow }: RecoverDeps): Promise<Recovery> {
  const rows = new Map((await store.jobs()).map(row => [row.job_id, row]))
  const known = new Map((await store.attempts()).map(row => [`${row.job_number}/${row.attempt}`, row]))
  const before = await store.lastId()
  const live: Array<{ job: LiveJob, spec: AttemptSpec }> = []
  const damaged = createDamagedAttempts({ folders, ingest, known })
  let imported_attempts = 0

  /** Accepts the job's own events that come before the attempt which begins at `first_seq`. */
  async function acceptJobEvents (job: LiveJob, events: JournalLine[], first_seq: number): Promise<void> {
    const lines = events.filter(({ event }) => event.seq > job.position.state.seq && event.seq < first_seq)
    if (lines.length > 0) await ingest.accept(job.position, { lines, cursor: job.position.cursor, more: false })
  }

  async function recoverAttempt (job: LiveJob, spec: AttemptSpec): Promise<void> {
    const { job_id, job_number, attempt, devices = [] } = spec
    const row = known.get(`${job_number}/${attempt}`)
    if (row === undefined) {
      imported_attempts++
      await ingest.beginAttempt(job.position, attempt)
    } else {
      ingest.restore(job.position, { attempt, cursor: { segment: row.segment, offset: row.offset }, ended: row.ended })
    }
    assignDevices(job, devices)
    await readToEnd({ position: job.position, ingest, attempt_dir: folders.attemptDir(job_id, attempt) })
    await ingest.flush(job.position)
    if (!job.position.ended) live.push({ job, spec })
  }

  async function recoverJob ({ record, config, events, attempts }: ReadableJob): Promise<void> {
    const job = newJob(record, config)
    registry.add(job)
    if (record.deleted !== null) {
      registry.remove(job) // its number stays taken
      return
    }
    const row = rows.get(record.job_id)
    rows.delete(record.job_id)
    if (row === undefined) await store.addJob({ ...record, state: job.position.state, config })
    else ingest.restore(job.position, { state: row.state })
    for (const attempt of attempts) {
      await acceptJobEvents(job, events, 'spec' in attempt ? attempt.spec.first_seq : damaged.firstSeq(job, attempt))
      await ('spec' in attempt ? recoverAttempt(job, attempt.spec) : damaged.ingest(job, attempt))
    }
    await acceptJobEvents(job, events, Infinity)
    damaged.end(job, attempts.at(-1))
    // A server may have ended after it wrote job.json and before it wrote the store.
    if (row !== undefined && (row.job_name !== record.job_name || !isDeepStrictEqual(row.config, config))) {
      await ingest.updateJob(job.position, { job_name: record.job_name, config })
    }
  }

  const found = await folders.list()
  for (const job of found) if (job.kind === 'readable') await recoverJob(job)
  // A job without a folder is no job any more; its number stays taken.
  for (const { job_id, job_number } of rows.values()) {
    registry.reserve(job_number)
    if (!existsSync(folders.jobDir(job_id))) await store.removeJob(job_number)
  }
  for (const job of found) {
    if (job.kind === 'damaged') registry.addDamaged(standInFor(job, rows.get(job.job_id), registry))
  }
  for (const { job, spec } of live) follow(job, spec)
  const events = await store.lastId() - before
  return { jobs: registry.all().length, imported_attempts, events, live_attempts: live.length }
}
