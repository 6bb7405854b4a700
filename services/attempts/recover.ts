import type { RecoveryProgress } from '../../core/contract/health.ts'
import type { JobRecord } from '../../core/contract/job-record.ts'
import { DamagedRecord } from '../../core/contract/read-record.ts'
import { standInFor } from '../jobs/damaged-job.ts'
import { attemptNumbers } from '../jobs/attempt-on-disk.ts'
import type { JobFolders } from '../jobs/folders.ts'
import type { DamagedJob, ReadableJob } from '../jobs/job-on-disk.ts'
import type { JobRegistry } from '../jobs/registry.ts'
import type { AttemptRow, JobRow, Store } from '../store/store.ts'
import type { FollowJob } from './follow-job.ts'
import type { createRecoverJob, RecoveredJob } from './recover-job.ts'
import type { UnfollowedTrainings } from './unfollowed.ts'

interface RecoveryDeps {
  store: Pick<Store, 'jobs' | 'attempts' | 'removeJob' | 'lastId'>
  registry: JobRegistry
  folders: Pick<JobFolders, 'list' | 'read' | 'jobDir' | 'isMissing'>
  recoverJob: ReturnType<typeof createRecoverJob>
  follow: FollowJob
  unfollowed: Pick<UnfollowedTrainings, 'add' | 'remove'>
  log: { info: (facts: object, message: string) => void, warn: (facts: object, message: string) => void }
}

/** What a server found at its start. */
export interface Recovered { jobs: number, imported_attempts: number, events: number, live_attempts: number }

/** Told what is read; may end the recovery by throwing. */
export type OnRecovered = (more: Partial<RecoveryProgress>) => Promise<void>

export interface Recovery {
  /**
   * Before the server answers: loads the jobs, imports from their folders what the store lacks, reads every journal to
   * its end, and follows the attempts that are not over. `deleted`: the records of deleted jobs.
   */
  begin: (onRecovered: OnRecovered) => Promise<{ found: Recovered, deleted: JobRecord[] }>
  /** Reads the damaged jobs again and takes up those that have become readable. To be called in the queue's turn. */
  retryDamaged: () => Promise<void>
}

/** What the store has, by job. */
interface Rows { job: Map<string, JobRow>, attempts: Map<number, AttemptRow[]> }

export function createRecovery (deps: RecoveryDeps): Recovery {
  const { store, registry, folders, recoverJob, follow, unfollowed, log } = deps

  async function readRows (): Promise<Rows> {
    const attempts = new Map<number, AttemptRow[]>()
    for (const row of await store.attempts()) attempts.set(row.job_number, [...attempts.get(row.job_number) ?? [], row])
    return { job: new Map((await store.jobs()).map(row => [row.job_id, row])), attempts }
  }

  /** Takes a job up, or resolves with why it cannot be used. */
  async function takeUp (found: ReadableJob, rows: Rows): Promise<RecoveredJob | DamagedJob> {
    const { record } = found
    const row = rows.job.get(record.job_id)
    try {
      await refuseTaken(record, rows)
      const attempts = row === undefined ? [] : rows.attempts.get(row.job_number) ?? []
      return await recoverJob(found, { row, attempts })
    } catch (error) {
      if (!(error instanceof DamagedRecord)) throw error
      return { kind: 'damaged', job_id: record.job_id, reason: error.message, known: record }
    }
  }

  /** Refuses a job whose number or slug another one has: one that was copied here. Errors: DamagedRecord. */
  async function refuseTaken (record: JobRecord, rows: Rows): Promise<void> {
    const isOther = (other: Pick<JobRecord, 'job_id' | 'job_number' | 'job_slug'>): boolean =>
      other.job_id !== record.job_id &&
      (other.job_number === record.job_number || other.job_slug === record.job_slug)
    const other = [...registry.all(), ...registry.damaged()].map(job => job.record).find(isOther) ??
      await rowWithFolder([...rows.job.values()].filter(isOther))
    if (other === undefined) return
    const field = other.job_number === record.job_number ? 'job_number' : 'job_slug'
    throw new DamagedRecord('job.json', `/${field}`, `job ${other.job_id} has ${record[field]} already`)
  }

  /** The first of these rows whose job has a folder; the other rows are removed: their jobs are no more. */
  async function rowWithFolder (taken: JobRow[]): Promise<JobRow | undefined> {
    for (const row of taken) {
      if (!await folders.isMissing(row.job_id)) return row
      await store.removeJob(row.job_number)
    }
    return undefined
  }

  async function showDamaged (stored: DamagedJob, row: JobRow | undefined): Promise<void> {
    const { job_id, reason } = stored
    log.warn({ job_id, problem: reason }, 'a job has a damaged record')
    const job = standInFor(stored, row, registry)
    registry.addDamaged(job)
    for (const attempt of await attemptNumbers(folders.jobDir(job_id)).catch(() => [])) {
      unfollowed.add(job, attempt)
    }
  }

  /** Jobs of the store without a job.json. The number of one that lost its whole folder stays taken by its row. */
  async function withoutRecord (found: ReadonlyArray<ReadableJob | DamagedJob>, rows: Rows): Promise<DamagedJob[]> {
    const damaged: DamagedJob[] = []
    for (const { job_id, job_number } of rows.job.values()) {
      registry.reserve(job_number)
      if (found.some(job => idOf(job) === job_id)) continue
      if (await folders.isMissing(job_id)) log.warn({ job_id, job_number }, 'the folder of a job is missing')
      else damaged.push({ kind: 'damaged', job_id, reason: 'job.json: is missing', known: {} })
    }
    return damaged
  }

  /** Those whose number is known come first, so that no other gets it. */
  async function showAllDamaged (unusable: DamagedJob[], rows: Rows): Promise<void> {
    const isNumbered = ({ job_id, known }: DamagedJob): boolean =>
      (rows.job.get(job_id) ?? known).job_number !== undefined
    const numberless = unusable.filter(job => !isNumbered(job))
    for (const job of [...unusable.filter(isNumbered), ...numberless]) await showDamaged(job, rows.job.get(job.job_id))
  }

  return {
    async begin (onRecovered) {
      const [rows, before, list] = [await readRows(), await store.lastId(), await folders.list()]
      await onRecovered({ jobs: list.length })
      if (rows.job.size === 0 && list.length > 0) log.warn({}, 'store.db is empty: it is filled from the job folders')
      const readable = list.filter(job => job.kind === 'readable')
      const unusable: DamagedJob[] = [...list.filter(job => job.kind === 'damaged'), ...await withoutRecord(list, rows)]
      const deleted = readable.map(({ record }) => record).filter(record => record.deleted !== null)
      for (const record of deleted) registry.addDeleted(record)
      const taken: RecoveredJob[] = []
      for (const job of knownFirst(readable.filter(({ record }) => record.deleted === null), rows)) {
        const outcome = await takeUp(job, rows)
        if ('kind' in outcome) unusable.push(outcome)
        else taken.push(outcome)
        await onRecovered({ jobs_read: 1 })
      }
      await showAllDamaged(unusable, rows)
      const live = taken.flatMap(({ live }) => live ?? [])
      const imported_attempts = taken.reduce((sum, job) => sum + job.imported_attempts, 0)
      const events = await store.lastId() - before
      for (const { job, spec, checkRecords } of live) follow(job, spec, checkRecords)
      return { found: { jobs: registry.all().length, imported_attempts, events, live_attempts: live.length }, deleted }
    },
    async retryDamaged () {
      for (const standIn of registry.damaged()) {
        const { job_id } = standIn.record
        const found = await folders.read(job_id).catch(() => null)
        if (found?.kind !== 'readable' || found.record.deleted !== null) continue
        registry.remove(standIn)
        const outcome = await readRows().then(async rows => await takeUp(found, rows)).catch((error: unknown) => {
          registry.addDamaged(standIn)
          throw error
        })
        if ('kind' in outcome) { registry.addDamaged(standIn); continue }
        unfollowed.remove(standIn)
        if (outcome.live !== null) follow(outcome.live.job, outcome.live.spec, outcome.live.checkRecords)
        log.info({ job_id }, 'a damaged job can be read again')
      }
    }
  }
}

const idOf = (job: ReadableJob | DamagedJob): string => job.kind === 'damaged' ? job.job_id : job.record.job_id

/** Of two jobs with one number the one that the store knows has it. */
const knownFirst = (jobs: ReadableJob[], rows: Rows): ReadableJob[] =>
  [...jobs].sort((a, b) => Number(rows.job.has(b.record.job_id)) - Number(rows.job.has(a.record.job_id)))
