import t from 'tap'
import { grouped, marksOf, placeOf, stepAt } from '../../../../web/charts/marks.ts'

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
