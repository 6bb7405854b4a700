import { existsSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import type { Store } from '../store/store.ts'
import { readToEnd } from './follow.ts'
import type { Ingest } from './ingest.ts'
import type { JobFolders } from '../jobs/folders.ts'
import { standInFor } from '../jobs/damaged-job.ts'
import type { AttemptOnDisk } from '../jobs/job-on-disk.ts'
import type { AttemptStarter } from './start.ts'
import { newJob } from '../jobs/registry.ts'
import type { LiveJob, JobRegistry } from '../jobs/registry.ts'
import { createDamagedAttempts } from './damaged-attempts.ts'
import type { JournalLine } from './journal-reader.ts'

interface RecoverDeps { store: Store, registry: JobRegistry, folders: JobFolders, ingest: Ingest, starter: AttemptStarter }

/** What was found at the start. */
export interface Recovery { jobs: number, imported_attempts: number, events: number, live_attempts: number }

/**
 * Before the server listens: the jobs come back to memory, what the store does not know is imported from their folders,
 * every journal is read to its end, and attempts that are not over are followed again.
 */
export async function recover ({ store, registry, folders, ingest, starter: starter }: RecoverDeps): Promise<Recovery> {
  const rows = new Map((await store.jobs()).map(row => [row.job_id, row]))
  const known = new Map((await store.attempts()).map(row => [`${row.job_number}/${row.attempt}`, row]))
  const before = await store.lastId()
  const live: Array<{ job: LiveJob, stored: AttemptOnDisk }> = []
  const damaged = createDamagedAttempts({ store, folders, ingest, known })
  let imported_attempts = 0

  /** Takes in what was noted before the attempt that begins at `first_seq`. */
  async function ingestJobEvents (job: LiveJob, notes: JournalLine[], first_seq: number): Promise<void> {
    const lines = notes.filter(({ event }) => event.seq > job.position.state.seq && event.seq < first_seq)
    if (lines.length > 0) await ingest.accept(job.position, { lines, cursor: job.position.cursor, more: false })
  }

  async function ingestAttempt (job: LiveJob, stored: AttemptOnDisk): Promise<void> {
    const { job_id, job_number, attempt, devices = [] } = stored.spec
    const row = known.get(`${job_number}/${attempt}`)
    if (row === undefined) {
      imported_attempts++
      await starter.register(job, stored)
    } else {
      Object.assign(job.position, { attempt, cursor: { segment: row.segment, offset: row.offset }, ended: row.ended })
      job.devices = devices
    }
    await readToEnd({ position: job.position, ingest, attempt_dir: folders.attemptDir(job_id, attempt) })
    await ingest.flush(job.position)
    if (!job.position.ended) live.push({ job, stored })
  }

  const found = await folders.list()
  for (const stored of found) {
    if (stored.kind === 'damaged') continue
    const { record, config, events, attempts } = stored
    const job = newJob(record, config)
    registry.add(job)
    if (record.deleted !== null) {
      registry.remove(job) // its number stays taken
      continue
    }
    const row = rows.get(record.job_id)
    rows.delete(record.job_id)
    if (row === undefined) await store.addJob({ ...record, state: job.position.state, config })
    else job.position.state = row.state
    for (const attempt of attempts) {
      await ingestJobEvents(job, events, 'spec' in attempt ? attempt.spec.first_seq : damaged.firstSeq(job, attempt))
      await ('spec' in attempt ? ingestAttempt(job, attempt) : damaged.ingest(job, attempt))
    }
    await ingestJobEvents(job, events, Infinity)
    damaged.end(job, attempts.at(-1))
    // A server may have ended between the two.
    if (row !== undefined && (row.job_name !== record.job_name || !isDeepStrictEqual(row.config, config))) await ingest.updateJob(job.position, { job_name: record.job_name, config })
  }
  // What has no folder any more is no job; its number stays taken all the same.
  for (const { job_id, job_number } of rows.values()) {
    registry.reserve(job_number)
    if (!existsSync(folders.jobDir(job_id))) await store.removeJob(job_number)
  }
  for (const job of found) if (job.kind === 'damaged') registry.addDamaged(standInFor(job, rows.get(job.job_id), registry))
  for (const { job, stored } of live) starter.follow(job, stored)
  return { jobs: registry.all().length, imported_attempts, events: await store.lastId() - before, live_attempts: live.length }
}
