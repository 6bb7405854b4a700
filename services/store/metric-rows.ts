import { sql } from 'kysely'
import type { Kysely, RawBuilder } from 'kysely'
import { spansOf } from '../../core/domain/job/attempt-spans.ts'
import { bucketsOf, firstRow, placeOf, rowsOf, timed, valuesOf, whole } from './metric-sql.ts'
import type { SpanOfTag } from './metric-sql.ts'
import { BUCKET_STEPS } from './rollups.ts'
import type { Tables } from './tables.ts'

/** A metric at its step; `at` is milliseconds since 1970. */
export interface Point { step: number, value: number, at: number }
/** With the milliseconds that its attempt had run. */
export interface TimedPoint extends Point { elapsed_ms: number }
/** The lowest or the highest of a stretch of `width` steps; `stretch` is its number. */
export interface Extreme extends Point { stretch: number }
export type NonFinite = { step: number, was: 'nan' | 'inf' | '-inf' }
export type Which = 'min' | 'max'

export interface MetricRows {
  /** Which steps of which attempt count. */
  spans: (job_number: number) => Promise<ReturnType<typeof spansOf>>
  tags: (job_number: number) => Promise<string[]>
  count: (span: SpanOfTag) => Promise<number>
  /** The same from the rollups; the bounds of the span are multiples of 64. */
  rolledCount: (span: SpanOfTag) => Promise<number>
  points: (span: SpanOfTag) => Promise<Point[]>
  /** The first or the last of all. */
  end: (spans: readonly SpanOfTag[], which: 'first' | 'last') => Promise<TimedPoint | undefined>
  /** Extremes of every stretch, read metric by metric. */
  extremes: (span: SpanOfTag, width: number, which: Which) => Promise<Extreme[]>
  /** The same from the rollups; `width` and the bounds of the span are multiples of 64. */
  rolledExtremes: (span: SpanOfTag, width: number, which: Which) => Promise<Extreme[]>
  /** The first of what was no number, and how many there are of it. */
  nonFinite: (spans: readonly SpanOfTag[], limit: number) => Promise<{ steps: NonFinite[], count: number }>
}

/** The metrics of the store. */
export function createMetricRows (db: Kysely<Tables>): MetricRows {
  const rows = async <T>(query: RawBuilder<T>): Promise<T[]> => await rowsOf(db, query)
  const first = async <T>(query: RawBuilder<T>): Promise<T | undefined> => await firstRow(db, query)

  return {
    async spans (job_number) {
      return spansOf(
        await db
          .selectFrom('attempts')
          .select(['attempt', 'first_seq', 'first_step'])
          .where('job_number', '=', job_number)
          .orderBy('attempt')
          .execute()
      )
    },
    async tags (job_number) {
      const found = await rows(sql<{ tag: string }>`
        SELECT DISTINCT tag FROM rollups WHERE job_number = ${job_number}
        UNION
        SELECT DISTINCT tag FROM metrics INDEXED BY metrics_non_finite
        WHERE job_number = ${job_number} AND non_finite IS NOT NULL
        ORDER BY tag`)
      return found.map(({ tag }) => tag)
    },
    async count (span) {
      const row = await first(sql<{ count: number }>`SELECT COUNT(*) AS count FROM metrics WHERE ${valuesOf(span)}`)
      return row?.count ?? 0
    },
    async rolledCount (span) {
      const row = await first(
        sql<{ count: number }>`SELECT COALESCE(SUM(count), 0) AS count FROM rollups WHERE ${bucketsOf(span)}`
      )
      return row?.count ?? 0
    },
    points: async span =>
      await rows(sql<Point>`
        ${timed(span, sql`SELECT step, value, seq FROM metrics WHERE ${valuesOf(span)}`)} ORDER BY step, found.seq`),
    async end (spans, which) {
      const order = which === 'first' ? sql`step, seq` : sql`step DESC, seq DESC`
      const endOf = (span: SpanOfTag) =>
        timed<TimedPoint>(
          span, sql`SELECT step, value, seq FROM metrics WHERE ${valuesOf(span)} ORDER BY ${order} LIMIT 1`
        )
      const ends = await Promise.all(spans.map(async span => await first(endOf(span))))
      const found = ends.filter(point => point !== undefined).sort((one, other) => one.step - other.step)
      return found.at(which === 'first' ? 0 : -1)
    },
    // SQLite takes the bare columns of a group from the row that holds its one MIN or MAX.
    extremes: async (span, width, which) =>
      await rows(
        timed<Extreme>(
          span,
          sql`
            SELECT step / ${whole(width)} AS stretch, ${sql.raw(which)}(value) AS value, step
            FROM metrics WHERE ${valuesOf(span)} GROUP BY stretch`
        )
      ),
    async rolledExtremes (span, width, which) {
      const column = (suffix: string): RawBuilder<unknown> => sql.raw(which + suffix)
      return await rows(sql<Extreme>`
        SELECT bucket / ${whole(width / BUCKET_STEPS)} AS stretch, ${column(`(${which})`)} AS value,
          ${column('_step')} AS step, ${column('_at')} AS at
        FROM rollups WHERE ${bucketsOf(span)} GROUP BY stretch`)
    },
    async nonFinite (spans, limit) {
      const found = await Promise.all(
        spans.map(async span => {
          const from = sql`FROM metrics INDEXED BY metrics_non_finite WHERE ${placeOf(span)} AND non_finite IS NOT NULL`
          const steps = await rows(
            sql<NonFinite>`SELECT step, non_finite AS was ${from} ORDER BY step, seq LIMIT ${limit}`
          )
          return {
            steps,
            count:
              steps.length < limit
                ? steps.length
                : ((await first(sql<{ count: number }>`SELECT COUNT(*) AS count ${from}`))?.count ?? 0)
          }
        })
      )
      return {
        steps: found
          .flatMap(({ steps }) => steps)
          .sort((one, other) => one.step - other.step)
          .slice(0, limit),
        count: found.reduce((sum, { count }) => sum + count, 0)
      }
    }
  }
}
