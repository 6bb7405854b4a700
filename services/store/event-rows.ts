import type { Kysely } from 'kysely'
import type { JournalEvent } from '../../core/contract/journal.ts'
import { yieldTurn } from './yield-turn.ts'
import type { Tables } from './tables.ts'

/** Kept events of a job: which types, between which seqs (both excluded), and from which end. */
export interface EventRange {
  job_number: number
  types: readonly string[] | null
  after_seq?: number | undefined
  before_seq?: number | undefined
  newest_first?: boolean
}

/** One event and the size of its text. `event` parses it. */
export interface EventRow { id: number, seq: number, type: string, line: string, event: () => JournalEvent }

export interface EventRows {
  /** Goes through a range, some rows at a time; in between others have their turn. Who stops asking ends it. */
  scan: (range: EventRange) => AsyncGenerator<EventRow>
}

const ROWS_AT_ONCE = 200

/** The events of the store, job by job. */
export function createEventRows (db: Kysely<Tables>): EventRows {
  async function page ({
    job_number, types, after_seq, before_seq, newest_first = false
  }: EventRange): Promise<Array<Omit<EventRow, 'event'>>> {
    return await db
      .selectFrom('events')
      .select(['id', 'seq', 'type', 'line'])
      .where('job_number', '=', job_number)
      .$if(types !== null, query => query.where('type', 'in', types ?? []))
      // Said in so many words, the index of the rare types can be used.
      .$if(types !== null && !types.includes('log'), query => query.where('type', '<>', 'log'))
      .$if(after_seq !== undefined, query => query.where('seq', '>', after_seq ?? 0))
      .$if(before_seq !== undefined, query => query.where('seq', '<', before_seq ?? 0))
      .orderBy('seq', newest_first ? 'desc' : 'asc')
      .limit(ROWS_AT_ONCE)
      .execute()
  }

  return {
    async * scan (range) {
      for (let rest = range; ;) {
        const rows = await page(rest)
        for (const row of rows) yield { ...row, event: () => JSON.parse(row.line) as JournalEvent }
        const last = rows.at(-1)
        if (last === undefined || rows.length < ROWS_AT_ONCE) return
        rest = { ...rest, [range.newest_first === true ? 'before_seq' : 'after_seq']: last.seq }
        await yieldTurn()
      }
    }
  }
}
