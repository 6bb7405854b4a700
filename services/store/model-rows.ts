import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { JournalEventOf } from '../../core/contract/journal.ts'
import { createAppError } from '../../core/domain/app-error.ts'
import type { ModelFilter, ModelPlace, ModelRow, ModelRows } from '../models/models.ts'
import type { Tables } from './tables.ts'
import { yieldTurn } from './yield-turn.ts'

type ModelEvent = JournalEventOf<'backup_created'> | JournalEventOf<'model_saved'>
const types = ['backup_created', 'model_saved'] as const
const ROWS_AT_ONCE = 500
const final = sql<number | null>`json_extract(events.line, '$.final')`

/** Models are events of the store: a model id names its job's number and its seq. */
export function createModelRows (db: Kysely<Tables>): ModelRows {
  // The plus keeps SQLite from walking through all of a job's events, its log too; the second condition is that of the
  // index by type.
  const ofJob = (job_number: number) =>
    db
      .selectFrom('events')
      .where(sql<boolean>`+events.job_number = ${job_number}`)
      .where('type', 'in', types)
      .where(sql<boolean>`type <> 'log'`)
  /** Of one type, in the order of the index by type. */
  const placed = async (type: ModelEvent['type'], after_id: number, is_final: number | null) => await db
    .selectFrom('events')
    .select([
      'id', 'job_number', 'seq', sql<string>`json_extract(line, '$.timestamp')`.as('timestamp'),
      sql<string>`json_extract(line, '$.file.path')`.as('path')
    ])
    .where('type', '=', type)
    .where(sql<boolean>`type <> 'log'`)
    .where('id', '>', after_id)
    .$if(is_final !== null, query => query.where(final, '=', is_final))
    .orderBy('id')
    .limit(ROWS_AT_ONCE)
    .execute()
  async function * placesOf (type: ModelEvent['type'], is_final: number | null): AsyncGenerator<ModelPlace> {
    for (let after_id = 0; ;) {
      const rows = await placed(type, after_id, is_final)
      yield * rows
      const last = rows.at(-1)
      if (last === undefined || rows.length < ROWS_AT_ONCE) return
      after_id = last.id
      await yieldTurn()
    }
  }
  const matching = ({ job_number, kind }: Pick<ModelFilter, 'job_number' | 'kind'>) => {
    const found = ofJob(job_number)
    if (kind === undefined) return found
    if (kind === 'backup') return found.where('type', '=', 'backup_created')
    return found.where('type', '=', 'model_saved').where(final, '=', kind === 'final' ? 1 : 0)
  }

  return {
    async bySeq (job_number, seq) {
      const row = await db
        .selectFrom('events')
        .select(['job_number', 'line'])
        .where('job_number', '=', job_number)
        .where('seq', '=', seq)
        .where('type', 'in', types)
        .executeTakeFirst()
      return row === undefined ? null : toModelRow(row)
    },
    async page ({ limit, cursor, ...filter }) {
      if (cursor !== undefined && !/^\d{1,15}$/.test(cursor)) throw createAppError('invalid_cursor', { cursor })
      const all = matching(filter)
      const before = cursor === undefined ? all : all.where('seq', '<', Number(cursor))
      const rows = await before.select(['seq', 'job_number', 'line']).orderBy('seq', 'desc').limit(limit + 1).execute()
      const { total } = await all.select(eb => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow()
      const page = rows.slice(0, limit)
      return { rows: page.map(toModelRow), total, next_cursor: rows.length > limit ? String(page.at(-1)!.seq) : null }
    },
    async * places (kind) {
      if (kind === undefined || kind === 'backup') yield * placesOf('backup_created', null)
      if (kind !== 'backup') yield * placesOf('model_saved', kind === undefined ? null : Number(kind === 'final'))
    },
    async newestFinals (job_number) {
      const rows = await matching({ job_number, kind: 'final' })
        .select(eb => ['job_number', eb.fn.max('seq').as('seq')])
        .groupBy(sql`json_extract(events.line, '$.file.path')`)
        .execute()
      return rows.map(({ seq }) => seq)
    }
  }
}

function toModelRow ({ job_number, line }: { job_number: number, line: string }): ModelRow {
  // as: only these were asked for
  const { seq, type, file, step, epoch, epoch_step, command_id, timestamp, ...more } = JSON.parse(line) as ModelEvent
  const kind = type === 'backup_created' ? 'backup' : 'final' in more && more.final ? 'final' : 'save'
  return { job_number, seq, kind, file, step, epoch, epoch_step, command_id, timestamp }
}
