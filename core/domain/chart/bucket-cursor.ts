/** What a client that has some buckets asks to go on from: the width of a bucket, and which may change. */
export interface BucketCursor { width: number, bucket: number, revision: string }

/**
 * A cursor as text. `revision` stands for everything that the buckets before `bucket` depend on, so that a cursor of
 * another one is void.
 */
export const formatBucketCursor = ({ width, bucket, revision }: BucketCursor): string =>
  `${Math.log2(width)}.${bucket}.${revision}`

/** The bucket to go on from; null: the cursor is of other buckets. */
export function bucketSince (text: string, { width, revision }: Omit<BucketCursor, 'bucket'>): number | null {
  const [exponent, bucket, ...rest] = text.split('.')
  if (exponent !== String(Math.log2(width)) || rest.join('.') !== revision) return null
  return /^\d{1,15}$/.test(bucket ?? '') ? Number(bucket) : null
}
