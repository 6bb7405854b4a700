import type { Bucket } from '../store/bucket-rows.ts'
import { yieldTurn } from '../store/yield-turn.ts'

/** Buckets of one line, by number. */
export type BucketMap = Map<number, Bucket>

/** Digits of a mean: a sum of floating-point numbers depends on their order in the last ones. */
export const DIGITS = 7

/** Adds buckets to those of a line; a bucket may come from several attempts. */
export function mergeBuckets (found: BucketMap, more: readonly Bucket[]): void {
  for (const one of more) {
    const known = found.get(one.bucket)
    found.set(one.bucket, known === undefined ? one : both(known, one))
  }
}

const both = (one: Bucket, other: Bucket): Bucket => ({
  bucket: one.bucket,
  count: one.count + other.count,
  sum: one.sum + other.sum,
  min: Math.min(one.min, other.min),
  max: Math.max(one.max, other.max)
})

/** A line over the buckets of all: null where it has none. */
export interface Columns {
  min: Array<number | null>
  mean: Array<number | null>
  max: Array<number | null>
  counts: number[]
  count: number
}

/** The buckets that any line has, in order, and each line over them; lets other requests in after each line. */
export async function alignBuckets (
  lines: readonly BucketMap[]
): Promise<{ buckets: number[], columns: Columns[] }> {
  const buckets = [...new Set(lines.flatMap(line => [...line.keys()]))].sort((one, other) => one - other)
  const columns: Columns[] = []
  for (const line of lines) {
    columns.push(toColumns(line, buckets))
    await yieldTurn()
  }
  return { buckets, columns }
}

function toColumns (line: BucketMap, buckets: readonly number[]): Columns {
  const column = (value: (bucket: Bucket) => number): Array<number | null> => buckets.map(number => {
    const bucket = line.get(number)
    return bucket === undefined ? null : value(bucket)
  })
  return {
    min: column(({ min }) => min),
    mean: column(({ sum, count }) => Number((sum / count).toPrecision(DIGITS))),
    max: column(({ max }) => max),
    counts: buckets.map(number => line.get(number)?.count ?? 0),
    count: [...line.values()].reduce((sum, { count }) => sum + count, 0)
  }
}
