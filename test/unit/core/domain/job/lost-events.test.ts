import t from 'tap'
import { describeLost, lostSeqs } from '../../../../../core/domain/job/lost-events.ts'

t.test('[J45] what neither an attempt nor the job itself has is lost; what an attempt may have is not', t => {
  const lost = (last_seq: number, attempts: Array<[first: number | null, last: number | null]>, own: number[]) =>
    lostSeqs(last_seq, attempts.map(([first_seq, end]) => ({ first_seq, last_seq: end })), own)
  t.strictSame(lost(0, [], []), [])
  t.strictSame(lost(2, [], [1, 2]), [])
  t.strictSame(lost(2, [], [1]), [{ from: 2, to: 2 }], 'the end of the journal was cut off')
  t.strictSame(lost(20, [[2, 11], [13, 18]], [1, 12, 19, 20]), [])
  t.strictSame(lost(20, [[2, 11], [13, 18]], []), [{ from: 1, to: 1 }, { from: 12, to: 12 }, { from: 19, to: 20 }])
  t.strictSame(lost(20, [[2, null], [13, null]], [1]), [], 'an attempt of unknown end may have all up to the next')
  t.strictSame(lost(20, [[null, null], [13, 18]], [19, 20]), [], 'one of unknown begin too')
  t.strictSame(lost(20, [[2, 15], [13, 18]], [1, 19, 20]), [], 'attempts that overlap lose nothing')
  t.end()
})

t.test('[J45] what is lost is counted and named', t => {
  t.equal(describeLost([]), null)
  t.equal(describeLost([{ from: 4, to: 4 }]), '1 event is missing (seq 4)')
  t.equal(describeLost([{ from: 1, to: 3 }, { from: 12, to: 12 }]), '4 events are missing (seq 1 to 3, 12)')
  t.end()
})
