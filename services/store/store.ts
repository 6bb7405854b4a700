import { sql } from 'kysely'
import type { Kysely, Transaction } from 'kysely'
import type { JournalEvent } from '../../core/contract/journal.ts'
import type { TrainingState } from '../../core/contract/training.ts'
import { copyState, newJobState } from '../../core/domain/job/state.ts'
import type { JobIdentity } from '../../core/domain/job/state.ts'
import type { StoredEvent } from '../stream/event-stream.ts'
import { createInsert } from './insert-rows.ts'
import { keepLastId, lastId } from './last-id.ts'
import { createRollupInsert } from './rollups.ts'
import type { Metric } from './rollups.ts'
import type { Tables } from './tables.ts'

/** A job as the store keeps it. */
export interface JobRow extends JobIdentity {
  created_at: string
  state: TrainingState
  config: Readonly<Record<string, unknown>>
}

/** How far the journal of an attempt has been read. */
export interface Cursor { segment: number, offset: number }
export interface AttemptRow extends Cursor { job_number: number, attempt: number, ended: boolean }
export type CommandRow = Tables['commands']
export type StoredCommand = CommandRow & { job_id: string }
/** What a command became, from its journal event. */
export type CommandUpdate = Pick<CommandRow, 'command_id' | 'command' | 'args' | 'status' | 'message' | 'file'> & {
  timestamp: string
}

/** What one read of a journal changes, all or nothing. */
export interface Commit {
  job_number: number
  attempt: number
  cursor: Cursor
  events: Array<Tables['events']>
  metrics: Metric[]
  commands: CommandUpdate[]
  /** First step the attempt trained, once it is known. */
  first_step: number | null
  state: TrainingState
  ended: boolean
}

/** The index over the journals: jobs, attempts, events, metrics and commands. */
export function createStore (db: Kysely<Tables>) {
  const insertEvents = createInsert(db, 'events', ['id', 'job_number', 'seq', 'type', 'line'])
  // Nearly every metric is a number; without the column for the others an insert is a fifth cheaper.
  const insertNumbers = createInsert(db, 'metrics', ['job_number', 'tag', 'step', 'seq', 'value'])
  const insertNonFinite = createInsert(db, 'metrics', ['job_number', 'tag', 'step', 'seq', 'value', 'non_finite'])
  const insertRollups = createRollupInsert(db)

  return {
    db,

    lastId: async () => await lastId(db),

    async jobs (): Promise<JobRow[]> {
      const rows = await db.selectFrom('jobs').selectAll().orderBy('job_number').execute()
      return rows.map(toJob)
    },

    async attempts (): Promise<AttemptRow[]> {
      const rows = await db.selectFrom('attempts').selectAll().orderBy('job_number').orderBy('attempt').execute()
      return rows.map(row => ({ ...row, ended: row.ended === 1 }))
    },

    async addJob (job: JobRow): Promise<void> {
      const { state, config, job_id, job_number, job_slug, job_name, trainer, created_at } = job
      await db
        .insertInto('jobs')
        .values({
          job_id, job_number, job_slug, job_name, trainer, created_at, status: state.status, last_seq: 0,
          state: JSON.stringify(state), config: JSON.stringify(config)
        })
        .execute()
    },

    /** Changes what no event carries. */
    async changeJob ({
      job_number, job_name, state, config
    }: Pick<JobRow, 'job_number' | 'job_name' | 'state' | 'config'>): Promise<void> {
      const fields = { job_name, state: JSON.stringify(state), config: JSON.stringify(config) }
      await db.updateTable('jobs').where('job_number', '=', job_number).set(fields).execute()
    },

    /** Forgets a job and everything of it, some rows at a time: others write in between. */
    async removeJob (job_number: number): Promise<void> {
      await keepLastId(db)
      for (const table of ['events', 'metrics', 'rollups', 'commands', 'attempts', 'jobs'] as const) {
        await removeRows(db, table, job_number)
      }
    },

    async addAttempt (job_number: number, attempt: number): Promise<void> {
      // What came before it is all in: its first event is the next one.
      const first_seq = sql<number>`(SELECT last_seq + 1 FROM jobs WHERE job_number = ${job_number})`
      await db
        .insertInto('attempts')
        .values({ job_number, attempt, first_seq, first_step: null, segment: 1, offset: 0, ended: 0 })
        .execute()
    },

    /** Writes what was read from a journal, and how far it was read, in one transaction. */
    async commit (commit: Commit): Promise<void> {
      await db.transaction().execute(async trx => {
        await insertEvents(trx, commit.events)
        await insertNumbers(trx, tagAfterTag(commit.metrics.filter(row => row.non_finite === null)))
        await insertNonFinite(trx, commit.metrics.filter(row => row.non_finite !== null))
        await insertRollups(trx, commit.metrics, commit.attempt)
        for (const command of commit.commands) await upsertCommand(trx, commit.job_number, command)
        await trx
          .updateTable('jobs')
          .where('job_number', '=', commit.job_number)
          .set({ state: JSON.stringify(commit.state), status: commit.state.status, last_seq: commit.state.seq })
          .execute()
        await trx
          .updateTable('attempts')
          .where('job_number', '=', commit.job_number)
          .where('attempt', '=', commit.attempt)
          .set(eb => ({
            ...commit.cursor,
            ended: commit.ended ? 1 : 0,
            first_step: eb.fn.coalesce('first_step', eb.val(commit.first_step))
          }))
          .execute()
      })
    },

    /** Kept events after `after_id`, oldest first; of one job where it is named. */
    async history (after_id: number, limit: number, job_id?: string): Promise<StoredEvent[]> {
      const all = db.selectFrom('events').innerJoin('jobs', 'jobs.job_number', 'events.job_number')
        .select(['events.id', 'jobs.job_id', 'events.line']).where('events.id', '>', after_id).limit(limit)
      // Within a job ids rise with seq, and seq is what the job's events are indexed by.
      const rows = await (
        job_id === undefined ? all.orderBy('events.id') : all.where('jobs.job_id', '=', job_id).orderBy('events.seq')
      ).execute()
      return rows.map(toStored)
    },

    /** The id of the newest event of a job up to that seq; 0 when there is none. */
    async idAt (job_number: number, seq: number): Promise<number> {
      const row = await db
        .selectFrom('events')
        .select('id')
        .where('job_number', '=', job_number)
        .where('seq', '<=', seq)
        .orderBy('seq', 'desc')
        .limit(1)
        .executeTakeFirst()
      return row?.id ?? 0
    },

    /** Events of one type of all jobs after `after_id`, oldest first. */
    async historyOf (type: JournalEvent['type'], after_id: number, limit: number): Promise<StoredEvent[]> {
      const rows = await db
        .selectFrom('events')
        .innerJoin('jobs', 'jobs.job_number', 'events.job_number')
        // the index is of all but log lines
        .select(['events.id', 'jobs.job_id', 'events.line'])
        .where('events.type', '=', type)
        .where('events.type', '<>', 'log')
        .where('events.id', '>', after_id)
        .orderBy('events.id')
        .limit(limit)
        .execute()
      return rows.map(toStored)
    },

    /** Events of one type of one job, newest first. */
    async eventsOfType (job_number: number, type: JournalEvent['type'], limit: number): Promise<StoredEvent[]> {
      const rows = await db
        .selectFrom('events')
        .innerJoin('jobs', 'jobs.job_number', 'events.job_number')
        .select(['events.id', 'jobs.job_id', 'events.line'])
        .where('events.job_number', '=', job_number)
        .where('events.type', '=', type)
        .orderBy('events.seq', 'desc')
        .limit(limit)
        .execute()
      return rows.map(toStored)
    },

    /** Adds a command unless its id is taken; resolves with whether it did. */
    async addCommand (row: CommandRow): Promise<boolean> {
      const added = await db.insertInto('commands').values(row)
        .onConflict(conflict => conflict.column('command_id').doNothing()).returning('command_id').executeTakeFirst()
      return added !== undefined
    },

    async command (command_id: string): Promise<StoredCommand | undefined> {
      return await db.selectFrom('commands').innerJoin('jobs', 'jobs.job_number', 'commands.job_number')
        .selectAll('commands').select('jobs.job_id').where('command_id', '=', command_id).executeTakeFirst()
    },

    /** Commands of a job that no runner has accepted yet, oldest first. */
    async unsentCommands (job_number: number): Promise<CommandRow[]> {
      return await db
        .selectFrom('commands')
        .selectAll()
        .where('job_number', '=', job_number)
        .where('status', '=', 'sent')
        .orderBy(sql`rowid`)
        .execute()
    },

    /** Ends a command that can no longer be carried out, unless a journal has brought what a runner made of it. */
    async failCommand (command_id: string, message: string, ended_at: string): Promise<void> {
      await db
        .updateTable('commands')
        .set({ status: 'failed', message, ended_at })
        .where('command_id', '=', command_id)
        .where('status', '=', 'sent')
        .execute()
    },

    async close (): Promise<void> {
      // Statements nobody has collected yet keep the connection, and with it the log, alive; so the log is folded in
      // first.
      await sql`PRAGMA wal_checkpoint(TRUNCATE)`.execute(db)
      await db.destroy()
    }
  }
}
export type Store = ReturnType<typeof createStore>

const ROWS_AT_ONCE = 2000

/** A table without rowid is emptied by its key. */
const keys = {
  metrics: sql`job_number, tag, step, seq`, rollups: sql`job_number, tag, attempt, bucket`, events: sql`rowid`,
  commands: sql`rowid`, attempts: sql`rowid`, jobs: sql`rowid`
}

async function removeRows (db: Kysely<Tables>, table: keyof typeof keys, job_number: number): Promise<void> {
  const key = keys[table]
  for (let removed = ROWS_AT_ONCE; removed >= ROWS_AT_ONCE;) {
    const { numAffectedRows } =
      await sql`
        DELETE FROM ${sql.table(table)} WHERE (${key}) IN (
          SELECT ${key} FROM ${sql.table(table)} WHERE job_number = ${job_number} LIMIT ${ROWS_AT_ONCE}
        )`.execute(
          db
        )
    removed = Number(numAffectedRows ?? 0)
  }
}

/** Rows of one tag after those of another: the place of each is then beside the last one's, which is cheaper. */
function tagAfterTag (metrics: readonly Metric[]): Metric[] {
  const tags = new Map<string, Metric[]>()
  for (const metric of metrics) {
    const others = tags.get(metric.tag)
    if (others === undefined) tags.set(metric.tag, [metric])
    else others.push(metric)
  }
  return [...tags.values()].flat()
}

async function upsertCommand (trx: Transaction<Tables>, job_number: number, update: CommandUpdate): Promise<void> {
  const { timestamp, ...row } = update
  const ended_at = row.status === 'done' || row.status === 'failed' ? timestamp : null
  await trx
    .insertInto('commands')
    .values({ ...row, job_number, created_at: timestamp, ended_at })
    .onConflict(conflict =>
      conflict.column('command_id').doUpdateSet({ status: row.status, message: row.message, file: row.file, ended_at })
    )
    .execute()
}

const toStored = (row: { id: number, job_id: string, line: string }): StoredEvent => ({
  id: row.id, job_id: row.job_id, event: JSON.parse(row.line) as JournalEvent
})

function toJob (row: Tables['jobs']): JobRow {
  const { state, config, status: _status, last_seq: _last, ...stored } = row
  const facts = { ...stored, trainer: stored.trainer as JobRow['trainer'] }
  return {
    ...facts,
    // A server of another version may know more fields, or fewer.
    state: copyState({ ...newJobState(facts), ...JSON.parse(state) as TrainingState }),
    config: JSON.parse(config) as Record<string, unknown>
  }
}
