import { existsSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import type { Store } from '../store/store.ts'
import type { AttemptSpec } from '../../core/contract/journal.ts'
import { DamagedRecord } from '../../core/contract/read-record.ts'
import { readToEnd } from './catch-up.ts'
import type { FollowJob } from './follow-job.ts'
import type { Ingest } from './ingest.ts'
import { standInFor } from '../jobs/damaged-job.ts'
import type { JobFolders } from '../jobs/folders.ts'
import { attemptNumbers } from '../jobs/job-on-disk.ts'
import type { DamagedAttempt, DamagedJob, ReadableJob } from '../jobs/job-on-disk.ts'
import { assignDevices, newJob } from '../jobs/live-job.ts'
import type { LiveJob } from '../jobs/live-job.ts'
import type { JobRegistry } from '../jobs/registry.ts'
import { createDamagedAttempts } from './damaged-attempts.ts'
import type { JournalLine } from './journal-reader.ts'
import type { UnfollowedTrainings } from './unfollowed.ts'

interface RecoverDeps {
  store: Store
  registry: JobRegistry
  folders: JobFolders
  ingest: Ingest
  follow: FollowJob
  unfollowed: Pick<UnfollowedTrainings, 'add'>
  log: { warn: (facts: object, message: string) => void }
}

/** What a server found at its start. */
export interface Recovery { jobs: number, imported_attempts: number, events: number, live_attempts: number }

/**
 * Before the server listens: loads the jobs, imports from their folders what the store lacks, reads every journal to
 * its end, and follows the attempts that are not over.
 */
export async function recover (
  { store, registry, folders, ingest, follow, unfollowed, log }: RecoverDeps
): Promise<Recovery> {
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
    else await reportDamagedExit(spec)
  }

  /** The journal says how an attempt ended as well, so its job is not damaged. */
  async function reportDamagedExit ({ job_id, attempt }: AttemptSpec): Promise<void> {
    try {
      await folders.readExit(job_id, attempt)
    } catch (error) {
      if (!(error instanceof DamagedRecord)) throw error
      log.warn({ job_id, attempt, problem: error.message }, 'an attempt has a damaged record')
    }
  }

  /** Keeps an attempt that cannot be used: its events are read, and its devices are taken while it runs. */
  async function keepDamaged (job: LiveJob, attempt: DamagedAttempt): Promise<void> {
    const { job_id } = job.record
    log.warn({ job_id, attempt: attempt.attempt, problem: attempt.reason }, 'an attempt has a damaged record')
    await damaged.ingest(job, attempt)
    unfollowed.add(job, folders.attemptDir(job_id, attempt.attempt))
  }

  async function showDamaged (stored: DamagedJob): Promise<void> {
    const { job_id, reason } = stored
    log.warn({ job_id, problem: reason }, 'a job has a damaged record')
    const job = standInFor(stored, rows.get(job_id), registry)
    registry.addDamaged(job)
    for (const attempt of await attemptNumbers(folders.jobDir(job_id))) {
      unfollowed.add(job, folders.attemptDir(job_id, attempt))
    }
  }

  /** Shows the jobs that cannot be used. A job without a folder is no job any more; its number stays taken. */
  async function showAllDamaged (found: Array<ReadableJob | DamagedJob>): Promise<void> {
    const unusable = found.filter(job => job.kind === 'damaged')
    for (const { job_id, job_number } of rows.values()) {
      registry.reserve(job_number)
      if (!existsSync(folders.jobDir(job_id))) await store.removeJob(job_number)
      else if (!found.some(job => idOf(job) === job_id)) unusable.push(withoutRecord(job_id))
    }
    // Those whose number is known come first, so that no other gets it.
    const hasNumber = ({ job_id, known }: DamagedJob): boolean => (rows.get(job_id) ?? known).job_number !== undefined
    const numberless = unusable.filter(job => !hasNumber(job))
    for (const job of [...unusable.filter(hasNumber), ...numberless]) await showDamaged(job)
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
      await ('spec' in attempt ? recoverAttempt(job, attempt.spec) : keepDamaged(job, attempt))
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
  await showAllDamaged(found)
  for (const { job, spec } of live) follow(job, spec)
  const events = await store.lastId() - before
  return { jobs: registry.all().length, imported_attempts, events, live_attempts: live.length }
}

const idOf = (job: ReadableJob | DamagedJob): string => job.kind === 'damaged' ? job.job_id : job.record.job_id

/** A job of the store whose folder has lost its job.json, and has nothing else that shows that it was a job. */
const withoutRecord = (job_id: string): DamagedJob =>
  ({ kind: 'damaged', job_id, reason: 'job.json: is missing', known: {} })
