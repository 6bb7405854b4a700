import { sql } from 'kysely'
import type { ExpressionBuilder, Kysely } from 'kysely'
import type { JournalEventOf } from '../../core/contract/journal.ts'
import { createAppError } from '../../core/domain/app-error.ts'
import type { PlacedRow, PlacedRows, SampleRow, SampleRows } from '../samples/samples.ts'
import type { Tables } from './tables.ts'
import { yieldTurn } from './yield-turn.ts'

/** As many as are read before other requests are let in. */
const ROWS_AT_ONCE = 500

/** Samples are events of the store: a sample id names its job's number and its seq. */
export function createSampleRows (db: Kysely<Tables>): SampleRows & PlacedRows {
  const samples = () => db.selectFrom('events').innerJoin('jobs', 'jobs.job_number', 'events.job_number')
    .select(['events.seq', 'events.line', 'jobs.job_id']).where('events.type', '=', 'sample_generated')

  return {
    async byIds (sample_ids) {
      const rows: SampleRow[] = []
      for (let at = 0; at < sample_ids.length; at += ROWS_AT_ONCE) {
        if (at > 0) await yieldTurn()
        const places = sample_ids.slice(at, at + ROWS_AT_ONCE).flatMap(placeOf)
        const { rows: found } = await sql<{ line: string, job_id: string }>`
          SELECT events.line, jobs.job_id FROM json_each(${JSON.stringify(places)}) AS place
          JOIN events ON events.job_number = place.value ->> 0 AND events.seq = place.value ->> 1
          JOIN jobs ON jobs.job_number = events.job_number
          WHERE events.type = 'sample_generated'`.execute(db)
        rows.push(...found.map(toSampleRow))
      }
      return rows
    },
    async page ({ job_id, sample_type, limit, cursor }) {
      if (cursor !== undefined && !/^\d{1,15}$/.test(cursor)) throw createAppError('invalid_cursor', { cursor })
      const matching = (eb: ExpressionBuilder<Tables, 'events' | 'jobs'>) =>
        eb.and([
          eb('jobs.job_id', '=', job_id),
          ...(sample_type === undefined
            ? []
            : [eb(eb.fn<string>('json_extract', ['events.line', eb.val('$.sample_type')]), '=', sample_type)])
        ])
      const before = cursor === undefined ? samples() : samples().where('events.seq', '<', Number(cursor))
      const rows = await before.where(matching).orderBy('events.seq', 'desc').limit(limit + 1).execute()
      const { total } = await db
        .selectFrom('events')
        .innerJoin('jobs', 'jobs.job_number', 'events.job_number')
        .select(eb => eb.fn.countAll<number>().as('total'))
        .where('events.type', '=', 'sample_generated')
        .where(matching)
        .executeTakeFirstOrThrow()
      const page = rows.slice(0, limit)
      return { rows: page.map(toSampleRow), total, next_cursor: rows.length > limit ? String(page.at(-1)!.seq) : null }
    },
    async placed (job_number) {
      const { rows } = await sql<PlacedRow>`
        SELECT seq, json_extract(line, '$.sample_id') AS sample_id, json_extract(line, '$.sample_type') AS sample_type,
          json_extract(line, '$.sample_index') AS sample_index, json_extract(line, '$.step') AS step,
          json_extract(line, '$.prompt') AS prompt, json_extract(line, '$.seed') AS seed
        FROM events WHERE job_number = ${job_number} AND type = 'sample_generated' ORDER BY seq`.execute(db)
      return rows
    },
    async latest (limit) {
      // Not by id: a store that is rebuilt numbers the events of one job after the other.
      const { rows } = await sql<{ line: string, job_id: string }>`
        SELECT events.line, jobs.job_id FROM events JOIN jobs ON jobs.job_number = events.job_number
        WHERE events.type = 'sample_generated'
        ORDER BY json_extract(events.line, '$.timestamp') DESC, events.job_number DESC, events.seq DESC
        LIMIT ${limit}`.execute(db)
      return rows.map(toSampleRow)
    }
  }
}

/** Job number and seq that a sample id names; nothing for what is no such id. */
function placeOf (sample_id: string): Array<[job_number: number, seq: number]> {
  const [, job_number, seq] = /^s(\d{1,15})-(\d{1,15})$/.exec(sample_id) ?? []
  return job_number === undefined || seq === undefined ? [] : [[Number(job_number), Number(seq)]]
}

function toSampleRow ({ line, job_id }: { line: string, job_id: string }): SampleRow {
  const {
    v: _v, seq: _seq, elapsed_ms: _elapsed, type: _type,
    ...sample
  } = JSON.parse(line) as JournalEventOf<'sample_generated'>
  return { ...sample, job_id }
}
