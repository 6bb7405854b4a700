import fc from 'fast-check'
import t from 'tap'
import { clip, counts, spansOf } from '../../../../../core/domain/job/attempt-spans.ts'
import type { AttemptStart, Span } from '../../../../../core/domain/job/attempt-spans.ts'

const MOST_SEQ = 60
const MOST_STEP = 12

/** Attempts in order; one that trained nothing has no first step. */
const lengthAndStep = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.option(fc.nat({ max: MOST_STEP })))
const attempts: fc.Arbitrary<AttemptStart[]> = fc
  .array(lengthAndStep, { minLength: 1, maxLength: 6 })
  .map(list => {
    let first_seq = 1
    return list.map(([length, first_step], at) => {
      const start = { attempt: at + 1, first_seq, first_step }
      first_seq += length
      return start
    })
  })

t.test('[L5] a step of an attempt counts exactly if no later attempt began at it or before it', async t => {
  const seqs = fc.integer({ min: 1, max: MOST_SEQ })
  fc.assert(fc.property(attempts, seqs, fc.nat({ max: MOST_STEP }), (list, seq, step) => {
    const { current, superseded } = spansOf(list)
    const at = list.findLastIndex(({ first_seq }) => first_seq <= seq)
    const trainedAgain = list.slice(at + 1).some(({ first_step }) => first_step !== null && first_step <= step)
    t.equal(counts(current, { seq, step }), !trainedAgain)
    const covers = (span: Span): boolean =>
      span.first_seq <= seq && seq <= span.last_seq && span.from_step <= step && step <= span.to_step
    t.equal([...current, ...superseded].filter(covers).length, 1, 'each step of each attempt is in one span')
  }))
})

t.test('[L5] a range of steps takes from each span the steps that both have', async t => {
  const step = fc.nat({ max: MOST_STEP })
  fc.assert(fc.property(attempts, step, step, step, (list, from, to, probe) => {
    const { current } = spansOf(list)
    const within = (spans: readonly Span[]): number[] =>
      spans.filter(({ from_step, to_step }) => from_step <= probe && probe <= to_step).map(({ attempt }) => attempt)
    t.same(within(clip(current, from, to)), from <= probe && probe <= to ? within(current) : [])
  }))
})
