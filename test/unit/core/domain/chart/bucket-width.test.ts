import fc from 'fast-check'
import t from 'tap'
import { bucketSince, formatBucketCursor } from '../../../../../core/domain/chart/bucket-cursor.ts'
import { bucketWidth } from '../../../../../core/domain/chart/bucket-width.ts'

const count = (from: number, to: number, width: number): number => Math.floor(to / width) - Math.floor(from / width) + 1

t.test('[L21] a range has at most as many buckets as asked for, of the narrowest width that allows it', async t => {
  const place = fc.double({ min: 0, max: 2e12, noNaN: true })
  const [atMost, narrowest] = [fc.integer({ min: 1, max: 4000 }), fc.constantFrom(1, 2 ** -10)]
  fc.assert(fc.property(place, place, atMost, narrowest, (one, other, most, least) => {
    const [from, to] = [Math.min(one, other), Math.max(one, other)]
    const width = bucketWidth(from, to, most, least)
    t.ok(Number.isInteger(Math.log2(width / least)) && width >= least)
    t.ok(count(from, to, width) <= most)
    if (width > least) t.ok(count(from, to, width / 2) > most)
  }), { seed: 1 })
  t.equal(bucketWidth(1, 1000, 1000, 1), 1)
  t.equal(bucketWidth(0, 1000, 1000, 1), 2)
  t.equal(bucketWidth(5, 5, 10, 1), 1)
})

t.test('[L22] a cursor goes on with its own buckets alone', async t => {
  const cursor = { width: 64, bucket: 7, revision: 'a.b' }
  const text = formatBucketCursor(cursor)
  t.equal(bucketSince(text, cursor), 7)
  t.equal(bucketSince(formatBucketCursor({ ...cursor, width: 2 ** -10 }), { ...cursor, width: 2 ** -10 }), 7)
  t.equal(bucketSince(text, { ...cursor, width: 32 }), null)
  t.equal(bucketSince(text, { ...cursor, revision: 'a.c' }), null)
  for (const odd of ['', '6', '6.7', '6.-1.a.b', '6.1e3.a.b', '6..a.b', 'x.7.a.b', `6.${'9'.repeat(30)}.a.b`]) {
    t.equal(bucketSince(odd, cursor), null, odd)
  }
})
