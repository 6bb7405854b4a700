import { sql } from 'kysely'
import type { Kysely, RawBuilder } from 'kysely'
import { bucketsOf, firstRow, rowsOf, timed, valuesOf } from './metric-sql.ts'
import type { SpanOfTag } from './metric-sql.ts'
import { createStepTimes } from './step-times.ts'
import type { StepTimes } from './step-times.ts'
import type { Tables } from './tables.ts'

/** What of a metric is its x: `offset` + `scale` × its step, its time, or the time that its attempt had run. */
export interface XOf { source: 'step' | 'at' | 'elapsed_ms', offset: number, scale: number }
/** What the metrics of one bucket come to; `bucket` is x divided by the width of a bucket, rounded down. */
export interface Bucket { bucket: number, count: number, sum: number, min: number, max: number }
/** A range of x, both ends included. */
export interface XRange { from: number, to: number }
/** And the width of its buckets. */
export interface Buckets extends XRange { width: number }

export interface BucketRows extends StepTimes {
  /** Milliseconds that an attempt ran, as its newest statuses say; `before_seq` is the first seq of the next one. */
  ranFor: (job_number: number, first_seq: number, before_seq: number) => Promise<number>
  /** The steps of a span whose rollups reach into a range of x; null: none does. */
  steps: (span: SpanOfTag, x: XOf, range: XRange) => Promise<{ from_step: number, to_step: number } | null>
  /** x of the first step of a span, or of one at most 64 steps before it; null: the span has no metric. */
  begin: (span: SpanOfTag, x: XOf) => Promise<number | null>
  /** The buckets of a span, metric by metric. */
  read: (span: SpanOfTag, x: XOf, buckets: Buckets) => Promise<Bucket[]>
  /** The same from the rollups, each in the bucket of its middle; the bounds of the span are multiples of 64. */
  readRolled: (span: SpanOfTag, x: XOf, buckets: Buckets) => Promise<Bucket[]>
}

/** The newest may be of the server, which did not run with the attempt. */
const NEWEST_STATUSES = 8

/** Metrics of the store by buckets of any axis. */
export function createBucketRows (db: Kysely<Tables>): BucketRows {
  return {
    ...createStepTimes(db),
    async ranFor (job_number, first_seq, before_seq) {
      const found = await firstRow(db, sql<{ elapsed_ms: number | null }>`
        SELECT MAX(json_extract(line, '$.elapsed_ms')) AS elapsed_ms FROM (
          SELECT line FROM events
          WHERE job_number = ${job_number} AND type = 'training_status' AND seq >= ${first_seq} AND seq < ${before_seq}
          ORDER BY seq DESC LIMIT ${sql.lit(NEWEST_STATUSES)})`)
      return found?.elapsed_ms ?? 0
    },
    async steps (span, x, { from, to }) {
      const found = await firstRow(db, sql<{ from_step: number | null, to_step: number | null }>`
        SELECT MIN(first_step) AS from_step, MAX(last_step) AS to_step FROM rollups
        WHERE ${bucketsOf(span)} AND ${place(x, 'last')} >= ${from} AND ${place(x, 'first')} <= ${to}`)
      const { from_step = null, to_step = null } = found ?? {}
      return from_step === null || to_step === null ? null : { from_step, to_step }
    },
    async begin (span, x) {
      const found = await firstRow(db, sql<{ x: number | null }>`
        SELECT MIN(${place(x, 'first')}) AS x FROM rollups
        WHERE ${bucketsOf(span)} AND last_step >= ${span.from_step} AND first_step <= ${span.to_step}`)
      return found?.x ?? null
    },
    async read (span, x, { from, to, width }) {
      const metrics = x.source === 'step'
        ? sql`SELECT value, step FROM metrics WHERE ${valuesOf(span)}`
        : timed(span, sql`SELECT value, step, seq FROM metrics WHERE ${valuesOf(span)}`)
      return await rowsOf(db, sql<Bucket>`
        SELECT CAST(x / ${width} AS INTEGER) AS bucket, COUNT(*) AS count, SUM(value) AS sum, MIN(value) AS min,
          MAX(value) AS max
        FROM (SELECT value, ${xOf(x, sql.ref(x.source))} AS x FROM (${metrics})) WHERE x BETWEEN ${from} AND ${to}
        GROUP BY bucket ORDER BY bucket`)
    },
    readRolled: async (span, x, { from, to, width }) => await rowsOf(db, sql<Bucket>`
      SELECT CAST(x / ${width} AS INTEGER) AS bucket, SUM(count) AS count, SUM(sum) AS sum, MIN(min) AS min,
        MAX(max) AS max
      FROM (SELECT count, sum, min, max, (${place(x, 'first')} + ${place(x, 'last')}) / 2 AS x
        FROM rollups WHERE ${bucketsOf(span)}) WHERE x BETWEEN ${from} AND ${to}
      GROUP BY bucket ORDER BY bucket`)
  }
}

/** Both factors are bound as floating-point numbers, so that nothing is divided as integers. */
const xOf = ({ offset, scale }: XOf, source: RawBuilder<unknown>): RawBuilder<number> =>
  sql`(CAST(${offset} AS REAL) + CAST(${scale} AS REAL) * ${source})`

/** x of the first or the last metric of a rollup. */
const place = (x: XOf, end: 'first' | 'last'): RawBuilder<number> => xOf(x, sql.ref(`${end}_${x.source}`))
