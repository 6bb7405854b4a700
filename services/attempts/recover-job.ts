import { basename } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { AttemptSpec } from '../../core/contract/journal.ts'
import { DamagedRecord } from '../../core/contract/read-record.ts'
import { errorCode } from '../../core/domain/file-error.ts'
import { isUnreadable } from '../files/read-record.ts'
import type { JobFolders } from '../jobs/folders.ts'
import type { ReadableJob } from '../jobs/job-on-disk.ts'
import { beginAttempt, newJob, setProblems } from '../jobs/live-job.ts'
import type { LiveJob } from '../jobs/live-job.ts'
import type { JobRegistry } from '../jobs/registry.ts'
import type { AttemptRow, JobRow, Store } from '../store/store.ts'
import { readToEnd } from './catch-up.ts'
import type { FoundAttempt } from './found-attempt.ts'
import type { Ingest } from './ingest.ts'
import { firstSeqIn } from './journal-reader.ts'
import type { JournalLine } from './journal-reader.ts'
import type { JournaledCommands } from './journaled-commands.ts'
import type { JobProblems } from './job-problems.ts'
import type { UnfollowedWatch } from './watch-unfollowed.ts'

/** What the store has of a job. */
export interface JobInStore { row: JobRow | undefined, attempts: readonly AttemptRow[] }

export interface RecoveredJob { imported_attempts: number, live: LiveRecovered | null }

/** An attempt to follow. `checkRecords`: for its end; the runner that finalizes it may mend a damaged file. */
interface LiveRecovered { job: LiveJob, spec: AttemptSpec, checkRecords: () => Promise<void> }

interface RecoverJobDeps {
  store: Pick<Store, 'addJob'> & { restoreCommands: JournaledCommands['restore'] }
  registry: Pick<JobRegistry, 'add' | 'remove'>
  folders: JobFolders
  ingest: Ingest
  watch: Pick<UnfollowedWatch, 'begin'>
  problems: JobProblems
  log: { warn: (facts: object, message: string) => void }
}

/**
 * Makes the function that takes a job up from its folder: imports what the store lacks, reads every journal to its end
 * and ends what cannot be followed. Errors: DamagedRecord, when the system does not let us read what is needed to go
 * on; nothing is lost by trying again.
 */
export function createRecoverJob ({ store, registry, folders, ingest, watch, problems, log }: RecoverJobDeps) {
  /** Accepts the job's own events that come before the attempt which begins at `first_seq`. */
  async function acceptJobEvents (job: LiveJob, events: JournalLine[], first_seq: number): Promise<void> {
    const lines = events.filter(({ event }) => event.seq > job.position.state.seq && event.seq < first_seq)
    if (lines.length > 0) await ingest.accept(job.position, { lines, cursor: job.position.cursor, more: false })
  }

  /** Moves the position to an attempt and reads its journal; says whether the store had to be told of it. */
  async function takeUp (job: LiveJob, { attempt, row }: FoundAttempt): Promise<boolean> {
    if (row === undefined) {
      await ingest.beginAttempt(job.position, attempt)
    } else {
      ingest.restore(job.position, { attempt, cursor: { segment: row.segment, offset: row.offset }, ended: row.ended })
    }
    const attempt_dir = folders.attemptDir(job.record.job_id, attempt)
    await readToEnd({ position: job.position, ingest, attempt_dir }).catch(error => unreadable(attempt, error))
    await ingest.flush(job.position)
    return row === undefined
  }

  /** An attempt that is over for the store needs none of its files. Errors: DamagedRecord. */
  function look (job_id: string, { attempt, spec, damage }: Damageable, row: AttemptRow | undefined): FoundAttempt {
    const isNeeded = spec === null && row?.ended !== true
    if (isNeeded && damage !== null && isUnreadable(damage)) throw damage
    try {
      const first_seq = spec?.first_seq ?? firstSeqIn(folders.attemptDir(job_id, attempt))
      return { attempt, spec, damage, first_seq, row }
    } catch (error) {
      return isNeeded ? unreadable(attempt, error) : { attempt, spec, damage, first_seq: null, row }
    }
  }

  async function complete (job: LiveJob): Promise<void> {
    const { job_id } = job.record
    try {
      await folders.completeJob(job.record, { ...job.config })
    } catch (err) {
      log.warn({ err, job_id }, 'the records that a job of an older server lacks could not be written')
    }
  }

  /** Puts a job and its commands into the store, or its stored state into memory. */
  async function begin (job: LiveJob, row: JobRow | undefined): Promise<void> {
    if (row === undefined) await store.addJob({ ...job.record, state: job.position.state, config: job.config })
    else ingest.restore(job.position, { state: row.state })
    await store.restoreCommands(job.record)
  }

  /** A server may have ended after it wrote job.json and before it wrote the store. */
  async function update ({ record, config, position }: LiveJob, row: JobRow | undefined): Promise<void> {
    const { job_name } = record
    if (row === undefined || (row.job_name === job_name && isDeepStrictEqual(row.config, config))) return
    await ingest.updateJob(position, { job_name, config })
  }

  /** The spec to follow the newest attempt by; null where it is over, or can only be watched. */
  async function goOn (job: LiveJob, newest: FoundAttempt | undefined): Promise<AttemptSpec | null> {
    if (newest === undefined || job.position.ended) return null
    const { attempt, spec, damage } = newest
    if (spec === null && damage !== null) await watch.begin(job, { attempt, spec, damage })
    return spec
  }

  /** Looks for damage in the folder as it is now. */
  async function checkRecords (job: LiveJob, attempts: readonly FoundAttempt[]): Promise<void> {
    const now = await folders.read(job.record.job_id)
    if (now?.kind === 'readable') setProblems(job, await problems.of(job, attempts, now.events))
  }

  async function recover (job: LiveJob, found: ReadableJob, { row, attempts }: JobInStore): Promise<RecoveredJob> {
    if (found.is_older) await complete(job)
    await begin(job, row)
    let imported_attempts = 0
    const all = withLost(found.attempts.map(toDamageable), attempts, found.record.settled_attempt).map(one =>
      look(job.record.job_id, one, attempts.find(({ attempt }) => attempt === one.attempt)))
    for (const one of all) {
      await acceptJobEvents(job, found.events, one.first_seq ?? 0)
      if (await takeUp(job, one)) imported_attempts += 1
      beginAttempt(job, one.spec)
    }
    await acceptJobEvents(job, found.events, Infinity)
    await update(job, row)
    setProblems(job, await problems.of(job, all, found.events))
    const spec = await goOn(job, all.at(-1))
    const live = spec === null ? null : { job, spec, checkRecords: async () => { await checkRecords(job, all) } }
    return { imported_attempts, live }
  }

  return async (found: ReadableJob, stored: JobInStore): Promise<RecoveredJob> => {
    const job = newJob(found.record, found.config)
    registry.add(job)
    try {
      return await recover(job, found, stored)
    } catch (error) {
      registry.remove(job)
      throw error
    }
  }
}

type Damageable = Pick<FoundAttempt, 'attempt' | 'spec' | 'damage'>

const toDamageable = (attempt: ReadableJob['attempts'][number]): Damageable =>
  'damage' in attempt ? attempt : { attempt: attempt.spec.attempt, spec: attempt.spec, damage: null }

/**
 * Adds the attempts of which the folder shows nothing any more: those that the store knows, and the one whose end
 * job.json has as handled. Their numbers stay taken, and the job does not wait for them.
 */
function withLost (found: Damageable[], stored: readonly AttemptRow[], settled_attempt: number): Damageable[] {
  const begun = new Set([...stored.map(({ attempt }) => attempt), ...(settled_attempt > 0 ? [settled_attempt] : [])])
  const lost = [...begun].filter(number => !found.some(({ attempt }) => attempt === number)).map(attempt =>
    ({ attempt, spec: null, damage: new DamagedRecord(`a${attempt}/spec.json`, '', 'is missing') }))
  return [...found, ...lost].sort((a, b) => a.attempt - b.attempt)
}

/** Throws the error of a file call on a journal as damage of it; what is none is thrown as it is. */
function unreadable (attempt: number, error: unknown): never {
  if (!(error instanceof Error && 'syscall' in error)) throw error
  const file = 'path' in error && typeof error.path === 'string' ? basename(error.path) : 'its journal'
  throw new DamagedRecord(`a${attempt}/${file}`, '', `cannot be read (${errorCode(error)})`, { cause: error })
}
