/**
 * Width of a bucket so that a range fits into at most `most` of them: a power of two, so that a range that grows keeps
 * its buckets until it needs half as many, and `least` times a power of two at least. `most` is 1 or more.
 */
export function bucketWidth (from: number, to: number, most: number, least: number): number {
  let width = least
  // Both ends may cut a bucket, so the indices decide.
  while (Math.floor(to / width) - Math.floor(from / width) + 1 > most) width *= 2
  return width
}
