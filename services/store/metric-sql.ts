import { sql } from 'kysely'
import type { Kysely, RawBuilder } from 'kysely'
import type { Span } from '../../core/domain/job/attempt-spans.ts'
import { BUCKET_STEPS } from './rollups.ts'
import type { Tables } from './tables.ts'

/** A tag in the steps of one attempt. */
export interface SpanOfTag extends Span { job_number: number, tag: string }

export const rowsOf = async <T>(db: Kysely<Tables>, query: RawBuilder<T>): Promise<T[]> =>
  (await query.execute(db)).rows
export const firstRow = async <T>(db: Kysely<Tables>, query: RawBuilder<T>): Promise<T | undefined> =>
  (await rowsOf(db, query))[0]

/** Numbers arrive in SQLite as floating-point ones, and dividing by one of those would leave a fraction. */
export const whole = (value: number): RawBuilder<number> => sql`CAST(${value} AS INTEGER)`

/** Which metrics are of a span. */
export const placeOf = ({ job_number, tag, first_seq, last_seq, from_step, to_step }: SpanOfTag): RawBuilder<unknown> =>
  sql`
    job_number = ${job_number} AND tag = ${tag}
    AND step BETWEEN ${from_step} AND ${to_step} AND seq BETWEEN ${first_seq} AND ${last_seq}`
/** Those of them that are numbers. */
export const valuesOf = (span: SpanOfTag): RawBuilder<unknown> => sql`${placeOf(span)} AND value IS NOT NULL`
/** Which rollups have metrics of a span. */
export const bucketsOf = ({ job_number, tag, attempt, from_step, to_step }: SpanOfTag): RawBuilder<unknown> =>
  sql`
    job_number = ${job_number} AND tag = ${tag} AND attempt = ${attempt}
    AND bucket BETWEEN ${Math.floor(from_step / BUCKET_STEPS)} AND ${Math.floor(to_step / BUCKET_STEPS)}`

/** `found` metrics with their times, interpolated between the first and the last of their 64 steps. */
export function timed<T> ({ job_number, tag, attempt }: SpanOfTag, found: RawBuilder<unknown>): RawBuilder<T> {
  const between = (first: string, last: string): RawBuilder<number> => sql`
    ${sql.ref(first)} + CASE
      WHEN last_step > first_step
      THEN (step - first_step) * (${sql.ref(last)} - ${sql.ref(first)}) / (last_step - first_step)
      ELSE 0 END`
  return sql<T>`
    SELECT found.*, ${between('first_at', 'last_at')} AS at,
      ${between('first_elapsed_ms', 'last_elapsed_ms')} AS elapsed_ms
    FROM (${found}) AS found JOIN rollups
      ON rollups.job_number = ${job_number} AND rollups.tag = ${tag}
      AND attempt = ${attempt} AND bucket = step / ${sql.lit(BUCKET_STEPS)}`
}
