import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { BUCKET_STEPS } from './rollups.ts'
import type { Tables } from './tables.ts'

/** Columns that older servers do not know: they leave the default where they write. */
const added = {
  sum: 'REAL NOT NULL DEFAULT 0', summed: 'INTEGER NOT NULL DEFAULT 0', first_elapsed_ms: 'INTEGER NOT NULL DEFAULT 0',
  last_elapsed_ms: 'INTEGER NOT NULL DEFAULT 0'
} as const satisfies Partial<Record<keyof Tables['rollups'], string>>

/**
 * Adds what the rollups of older servers lack, from the metrics and the first event of each attempt. A server of the
 * last version may have written meanwhile: a rollup whose sum has not all of its metrics is summed up again. The older
 * ones go by the wall clock.
 */
export async function completeRollups (db: Kysely<Tables>): Promise<void> {
  const { rows } = await sql<{ name: string }>`SELECT name FROM pragma_table_info('rollups')`.execute(db)
  const known = new Set(rows.map(({ name }) => name))
  for (const [name, type] of Object.entries(added)) {
    if (!known.has(name)) await sql`ALTER TABLE rollups ADD COLUMN ${sql.ref(name)} ${sql.raw(type)}`.execute(db)
  }
  await sql`
    UPDATE rollups SET sum = ${sumOfMetrics}, summed = count,
      first_elapsed_ms = MAX(0, first_at - ${begunAt}), last_elapsed_ms = MAX(0, last_at - ${begunAt})
    WHERE summed <> count`.execute(db)
}

const firstSeq = sql`(
  SELECT first_seq FROM attempts WHERE attempts.job_number = rollups.job_number AND attempts.attempt = rollups.attempt)`
const nextSeq = sql`COALESCE((
  SELECT MIN(first_seq) FROM attempts
  WHERE attempts.job_number = rollups.job_number AND attempts.attempt > rollups.attempt), ${Number.MAX_SAFE_INTEGER})`

const sumOfMetrics = sql`COALESCE((
  SELECT SUM(value) FROM metrics
  WHERE metrics.job_number = rollups.job_number AND metrics.tag = rollups.tag
  AND step BETWEEN bucket * ${sql.lit(BUCKET_STEPS)} AND (bucket + 1) * ${sql.lit(BUCKET_STEPS)} - 1
  AND seq >= ${firstSeq} AND seq < ${nextSeq}), 0)`

/** When an attempt began, in milliseconds since 1970. */
const begunAt = sql`COALESCE((
  SELECT CAST(ROUND((julianday(json_extract(line, '$.timestamp')) - 2440587.5) * 86400000) AS INTEGER) -
    json_extract(line, '$.elapsed_ms')
  FROM events WHERE events.job_number = rollups.job_number AND seq >= ${firstSeq} ORDER BY seq LIMIT 1), first_at)`
