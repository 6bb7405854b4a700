import t from 'tap'
import type { SegmentHeader } from '../../../../core/contract/journal.ts'
import { isInPlace, readingOrder } from '../../../../core/formats/journal-segments.ts'
import type { SegmentStart } from '../../../../core/formats/journal-segments.ts'

const job_id = '019a4f6e-7b1c-7c3e-9d2a-5f0b8e6c1d42'
const owner = { job_id, attempt: 1 }

/** A segment in a file of its number, with what its header says otherwise. */
function start (segment: number, header: Partial<SegmentHeader> = {}): SegmentStart {
  const first_seq = segment * 10
  return { segment, first_seq, header: { v: 1, type: 'segment', job_id, attempt: 1, segment, first_seq, ...header } }
}
const other_job = { job_id: '019a4f6e-7b1c-7c3e-9d2a-5f0b8e6c1d43' }

t.test('[R81] a segment of another job or of another attempt is foreign, and is not read', t => {
  for (const foreign of [other_job, { attempt: 2 }, { ...other_job, attempt: 2 }]) {
    t.equal(isInPlace(start(2, foreign), owner), false, JSON.stringify(foreign))
    t.strictSame(readingOrder([start(1), start(2, foreign), start(3)], owner), [1, 3])
    t.strictSame(readingOrder([start(1), start(2, foreign)], null), [1, 2], 'where nobody asks whose it is')
  }
  t.equal(isInPlace(start(2), owner), true)
  t.equal(isInPlace(start(2, { segment: 3 }), owner), false, 'a copy')
  t.equal(isInPlace({ segment: 2, header: null, first_seq: null }, owner), false)
  t.end()
})

t.test('[R81] segments are read in the order of their first events; a copy comes before its original', t => {
  const [copy, headless, unknown] = [
    start(4, { segment: 2, first_seq: 20 }), { segment: 5, header: null, first_seq: 15 },
    { segment: 6, header: null, first_seq: null }
  ]
  t.strictSame(readingOrder([start(1), start(2), start(3), copy, headless], owner), [1, 5, 4, 2, 3])
  t.strictSame(readingOrder([start(1), start(2), unknown, start(3)], owner), [1, 2, 6, 3])
  t.end()
})
