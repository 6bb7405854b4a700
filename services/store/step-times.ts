import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { StepRun, Turn } from '../../core/domain/chart/training-speed.ts'
import { bucketsOf, firstRow, placeOf, rowsOf } from './metric-sql.ts'
import type { SpanOfTag } from './metric-sql.ts'
import { BUCKET_STEPS } from './rollups.ts'
import type { Tables } from './tables.ts'

/** The steps of a rollup, and when the last one was done, in milliseconds since 1970. */
export type TimedRun = StepRun & { last_at: number }

export interface StepTimes {
  /** The rollups that end in a span, and the one before them, in order. */
  runs: (span: SpanOfTag) => Promise<TimedRun[]>
  /** What an attempt did from a step of a span on, the status at that step first. */
  turns: (span: SpanOfTag, from_step: number) => Promise<Turn[]>
}

/** When the steps of the store were done, as far as it was kept: for the ends of each run of 64. */
export function createStepTimes (db: Kysely<Tables>): StepTimes {
  return {
    async runs (span) {
      const { job_number, tag, attempt, from_step } = span
      const before = await firstRow(db, sql<{ step: number | null }>`
        SELECT MAX(first_step) AS step FROM rollups
        WHERE job_number = ${job_number} AND tag = ${tag} AND attempt = ${attempt}
          AND bucket < ${Math.floor(from_step / BUCKET_STEPS)}`)
      return await rowsOf(db, sql<TimedRun>`
        SELECT first_step, last_step, first_elapsed_ms, last_elapsed_ms, last_at FROM rollups
        WHERE ${bucketsOf({ ...span, from_step: before?.step ?? from_step })} AND last_step <= ${span.to_step}
        ORDER BY bucket`)
    },
    async turns (span, from_step) {
      const { job_number, first_seq, last_seq } = span
      const statuses = sql`job_number = ${job_number} AND type = 'training_status'`
      const begin = await firstRow(db, sql<{ seq: number | null }>`
        SELECT MAX(seq) AS seq FROM events WHERE ${statuses} AND seq BETWEEN ${first_seq} AND (
          SELECT MIN(seq) FROM metrics WHERE ${placeOf({ ...span, from_step, to_step: from_step })})`)
      return await rowsOf(db, sql<Turn>`
        SELECT json_extract(line, '$.elapsed_ms') AS elapsed_ms, json_extract(line, '$.status') AS status,
          json_extract(line, '$.phase') AS phase
        FROM events WHERE ${statuses} AND seq BETWEEN ${begin?.seq ?? first_seq} AND ${last_seq} ORDER BY seq`)
    }
  }
}
