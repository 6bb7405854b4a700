import type { Kysely } from 'kysely'
import type { JournalEvent, JournalEventOf } from '../../core/contract/journal.ts'
import type { AttemptRows } from '../attempts/reports.ts'
import type { Tables } from './tables.ts'

/**
 * The events an attempt's report is made of. They stand near its beginning and its end, so little is walked through.
 */
export function createAttemptRows (db: Kysely<Tables>): AttemptRows {
  const find = async <T extends JournalEvent['type']>(
    type: T, order: 'asc' | 'desc', job_number: number, bounds: [first_seq: number, before_seq: number]
  ): Promise<JournalEventOf<T> | null> => {
    const row = await db
      .selectFrom('events')
      .select('line')
      .where('job_number', '=', job_number)
      .where('seq', '>=', bounds[0])
      .where('seq', '<', bounds[1])
      .where('type', '=', type)
      .orderBy('seq', order)
      .limit(1)
      .executeTakeFirst()
    return row === undefined ? null : (JSON.parse(row.line) as JournalEventOf<T>) // as: it is of that type
  }

  return {
    async numbers (job_number) {
      const rows = await db.selectFrom('attempts').select('attempt').where('job_number', '=', job_number).execute()
      return rows.map(({ attempt }) => attempt)
    },
    ready: async (job_number, ...bounds) => await find('trainer_ready', 'asc', job_number, bounds),
    status: async (job_number, ...bounds) => await find('training_status', 'desc', job_number, bounds)
  }
}
