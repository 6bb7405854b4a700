import t from 'tap'
import { grouped, placeOf, spanOf } from '../../../../web/charts/marks.ts'
import { marksOf, stepAt } from '../../../../web/charts/marks-of-events.ts'

const event = (seq: number, type: string, fields: object = {}) =>
  // as: what is read of it
  ({ seq, type, timestamp: `2026-01-01T00:00:0${seq}.000Z`, ...fields }) as unknown as Parameters<typeof marksOf>[0][0]

t.test('[U43] a pause is one mark, and what ends it another', async t => {
  const marks = marksOf([
    event(1, 'training_status', { status: 'running' }),
    event(2, 'sample_generated', { step: 5 }), event(3, 'sample_generated', { step: 5 }),
    event(4, 'training_status', { status: 'paused' }), event(5, 'training_status', { status: 'paused' }),
    event(6, 'training_status', { status: 'running' }), event(7, 'training_status', { status: 'running' }),
    event(8, 'training_status', { status: 'error', error: 'no memory' })
  ], [])
  t.strictSame(marks.map(({ kind }) => kind), ['sample', 'sample', 'pause', 'resume', 'end'])
  t.equal(marks.at(-1)?.more, 'no memory')
  t.equal(marks[2]?.step, 5, 'of the step before it')
  t.strictSame(grouped(marks).map(({ kind, times }) => [kind, times]), [
    ['sample', 2], ['pause', 1], ['resume', 1], ['end', 1]
  ])
})

t.test('[U43] a mark stands where its axis has it, or nowhere', async t => {
  const times = [{ step: 1, at: 100 }, { step: 2, at: 200 }]
  t.strictSame([50, 100, 150, 999].map(at => stepAt(times, at)), [null, 1, 1, 2])
  const [mark] = marksOf([event(1, 'backup_created', { step: 30 })], [])
  t.equal(placeOf(mark!, 'step', 10), 30)
  t.equal(placeOf(mark!, 'epoch', 10), 3)
  t.equal(placeOf(mark!, 'epoch', 0), null)
  t.equal(placeOf(mark!, 'clock', 10), Date.parse('2026-01-01T00:00:01.000Z'))
})

/** A training that is held for five seconds, fails, and goes on in a second attempt. */
const attempts = () => {
  const at = (seq: number, [second, elapsed_ms]: [number, number], type: string, fields: object) =>
    event(seq, type, { timestamp: new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString(), elapsed_ms, ...fields })
  const training = { status: 'running', phase: 'training', exit: null }
  return [
    at(1, [0, 0], 'job_queued', { cause: 'created' }),
    at(2, [1, 0], 'training_status', { status: 'starting', phase: 'loading', exit: null }),
    at(3, [2, 1000], 'training_status', training),
    at(4, [20, 19_000], 'training_status', { status: 'paused', phase: 'training', exit: null }),
    at(5, [25, 24_000], 'training_status', training),
    at(6, [31, 30_000], 'training_status', { status: 'error', error: 'no memory', exit: { code: 1 } }),
    at(7, [35, 0], 'job_queued', { cause: 'auto_retried' }),
    at(8, [40, 0], 'training_status', { status: 'starting', phase: 'loading', exit: null }),
    at(9, [45, 5000], 'training_status', { ...training, phase: 'caching' }),
    at(10, [46, 6000], 'training_status', training),
    at(11, [52, 12_000], 'backup_created', { step: 30 })
  ]
}

t.test('[U43] a pause lasts until the training goes on, and so does the loss of a trainer', async t => {
  const marks = marksOf(attempts(), [])
  t.strictSame(marks.map(({ words }) => words), [
    'Paused 5 s', 'Resumed', 'Failed, trained again after 15 s', 'Queued again: auto retried', 'Backup'
  ])
  const begin = Date.UTC(2026, 0, 1)
  t.strictSame(marks.map(mark => spanOf(mark, 'clock', 10)), [
    { at: begin + 20_000, until: begin + 25_000 }, { at: begin + 25_000 },
    { at: begin + 31_000, until: begin + 46_000 }, { at: begin + 35_000 }, { at: begin + 52_000 }
  ])
  t.strictSame(spanOf(marks[0]!, 'step', 10), { at: 0 }, 'no step was trained meanwhile')
  const even = Array.from({ length: 60 }, (_, step) => ({ step, at: begin + step * 1000 }))
  t.strictSame(spanOf(marksOf(attempts(), even)[0]!, 'step', 10), { at: 20 }, 'though the times of steps are even')
  const ended = marksOf(attempts().slice(0, 6), [])
  t.strictSame(spanOf(ended.at(-1)!, 'clock', 10), { at: begin + 31_000 }, 'it did not go on')
})

t.test('[U43] by minutes a mark stands where the job had run so long, over all attempts', async t => {
  const marks = marksOf(attempts(), [])
  const seconds = marks.map(mark => Math.round(placeOf(mark, 'minutes', 10)! * 60))
  t.strictSame(seconds, [19, 24, 30, 30, 42], 'the time between two attempts is not counted')
  t.strictSame(spanOf(marks[2]!, 'minutes', 10), { at: 0.5, until: 0.6 })
  t.equal(placeOf(marksOf([event(1, 'backup_created', { step: 3 })], [])[0]!, 'minutes', 10), null, 'not known')
})
