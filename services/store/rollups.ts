import type { Kysely, Transaction } from 'kysely'
import { createInsert } from './insert-rows.ts'
import type { Tables } from './tables.ts'

/**
 * A metric on its way into the store, and when it was measured: in milliseconds since 1970, and in those since its
 * attempt began.
 */
export type Metric = Tables['metrics'] & { at_ms: number, elapsed_ms: number }
export type Rollup = Tables['rollups']

/** Steps of one rollup. */
export const BUCKET_STEPS = 64

/**
 * What metrics add to the rollups of their attempt. Of equal extremes the one of the lowest step counts, so that the
 * order of the metrics does not matter.
 */
export function rollUp (metrics: readonly Metric[], attempt: number): Rollup[] {
  const rollups: Rollup[] = []
  const newest = new Map<string, Rollup>()
  const older = new Map<string, Rollup>()
  for (const metric of metrics) {
    if (metric.value === null) continue
    const { tag, step, at_ms: at, elapsed_ms: elapsed, value } = metric
    const bucket = Math.floor(step / BUCKET_STEPS)
    let rollup = newest.get(tag)
    if (rollup?.bucket !== bucket) {
      // Steps rise, save for a hop back now and then: the newest of a tag is nearly always the one.
      if (rollup !== undefined) older.set(`${rollup.bucket} ${tag}`, rollup)
      rollup = older.get(`${bucket} ${tag}`)
      if (rollup === undefined) {
        rollup = {
          job_number: metric.job_number, tag, attempt, bucket, count: 0, sum: 0, summed: 0,
          min: value, min_step: step, min_at: at, max: value, max_step: step, max_at: at,
          first_step: step, first_at: at, first_elapsed_ms: elapsed,
          last_step: step, last_at: at, last_elapsed_ms: elapsed
        }
        rollups.push(rollup)
      }
      newest.set(tag, rollup)
    }
    addTo(rollup, metric, value)
  }
  return rollups
}

function addTo (rollup: Rollup, { step, at_ms: at, elapsed_ms }: Metric, value: number): void {
  rollup.count++
  rollup.sum += value
  rollup.summed++
  if (value < rollup.min || (value === rollup.min && step < rollup.min_step)) {
    rollup.min = value
    rollup.min_step = step
    rollup.min_at = at
  }
  if (value > rollup.max || (value === rollup.max && step < rollup.max_step)) {
    rollup.max = value
    rollup.max_step = step
    rollup.max_at = at
  }
  if (step < rollup.first_step) {
    rollup.first_step = step
    rollup.first_at = at
    rollup.first_elapsed_ms = elapsed_ms
  }
  if (step >= rollup.last_step) {
    rollup.last_step = step
    rollup.last_at = at
    rollup.last_elapsed_ms = elapsed_ms
  }
}

// The same decisions as above, in SQL. Every expression sees the row as it was.
const fewer = '(excluded.min < rollups.min OR (excluded.min = rollups.min AND excluded.min_step < rollups.min_step))'
const more = '(excluded.max > rollups.max OR (excluded.max = rollups.max AND excluded.max_step < rollups.max_step))'
const earlier = '(excluded.first_step < rollups.first_step)'
const later = '(excluded.last_step >= rollups.last_step)'
const replaced = (when: string, ...columns: string[]): string[] =>
  columns.map(column => `${column} = CASE WHEN ${when} THEN excluded.${column} ELSE rollups.${column} END`)
const merge = ' ON CONFLICT DO UPDATE SET ' + [
  'count = rollups.count + excluded.count',
  'sum = rollups.sum + excluded.sum',
  'summed = rollups.summed + excluded.summed',
  ...replaced(fewer, 'min', 'min_step', 'min_at'),
  ...replaced(more, 'max', 'max_step', 'max_at'),
  ...replaced(earlier, 'first_step', 'first_at', 'first_elapsed_ms'),
  ...replaced(later, 'last_step', 'last_at', 'last_elapsed_ms')
].join(', ')
const columns = [
  'job_number', 'tag', 'attempt', 'bucket', 'count', 'sum', 'summed', 'min', 'min_step', 'min_at', 'max', 'max_step',
  'max_at', 'first_step', 'first_at', 'first_elapsed_ms', 'last_step', 'last_at', 'last_elapsed_ms'
] as const

/** Makes the function that adds metrics to the rollups, in the transaction that stores them. */
export function createRollupInsert (db: Kysely<Tables>) {
  const insert = createInsert(db, 'rollups', columns, merge)
  return async (trx: Transaction<Tables>, metrics: readonly Metric[], attempt: number): Promise<void> => {
    await insert(trx, rollUp(metrics, attempt))
  }
}
