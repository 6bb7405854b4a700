import t from 'tap'
import type { JobDetails } from '../../../../web/jobs/job-details.ts'
import { lowestOf, validationTag, winners, withNewest } from '../../../../web/pages/compare/best-values.ts'
import { comparedOf, namesIn, namesWithout } from '../../../../web/pages/compare/compared.ts'
import { metricChoices } from '../../../../web/pages/compare/metric-choices.ts'
import {
  nearest, newestShared, placeOf, positionsOf, reachedByAll, sharedWords, whyNone
} from '../../../../web/pages/compare/positions.ts'

const job = (job_id: string) => (
  { job_id, job_number: 1, job_slug: `job_${job_id}`, name: job_id }
) as JobDetails // as: enough

t.test('jobs of an address: each once, and why one is missing', async t => {
  t.strictSame(namesIn('a, b,,a'), ['a', 'b'])
  t.strictSame(namesIn(null), [])
  const gone = { message: 'No job', body: { statusCode: 404 } }
  const { jobs, missing, isLoading } = comparedOf([
    { name: '1', data: job('a'), error: null }, { name: 'job_a', data: job('a'), error: null },
    { name: 'x', data: undefined, error: gone }, { name: 'b', data: job('b'), error: gone },
    { name: 'c', data: job('c'), error: { message: 'no answer', body: null } }
  ])
  t.strictSame(jobs.map(({ job_id }) => job_id), ['a', 'c'], 'what does not answer now is shown as it was')
  t.strictSame(missing, [{ name: 'x', why: 'No job', was: null }, { name: 'b', why: 'No job', was: 'b' }])
  t.equal(isLoading, false)
  t.strictSame(namesWithout(['1', 'job_a', 'x'], job('a')), ['x'])
})

t.test('the metrics are those of all jobs, with how many have each', async t => {
  t.strictSame(metricChoices([['lr/a', 'loss/train_step'], ['loss/train_step'], []]), [
    { key: 'loss', title: 'Loss', metrics: [{ tag: 'loss/train_step', jobs: 2 }] },
    { key: 'lr', title: 'Learning rates', metrics: [{ tag: 'lr/a', jobs: 1 }] }
  ])
})

t.test('the best figure is the lowest with its step, and only of one metric', async t => {
  const best = lowestOf({ tag: 'a', points: [[1, 3, 0], [2, 1, 0], [3, 1, 0]] })
  t.strictSame(best, { tag: 'a', value: 1, step: 2 })
  t.equal(lowestOf({ tag: 'a', points: [] }), null)
  t.strictSame([...winners([best, null, { tag: 'a', value: 2, step: 1 }])], [0])
  t.strictSame([...winners([best, { tag: 'b', value: 2, step: 1 }])], [], 'unlike metrics have no best')
  t.strictSame([...winners([best, null])], [])
  t.equal(validationTag(['loss/validation_step/a']), 'loss/validation_step/a')
  t.equal(validationTag(['loss/validation_step/a', 'loss/validation_step/total']), 'loss/validation_step/total')
  t.equal(validationTag(['loss/validation_step/a', 'loss/validation_step/b']), null)
})

t.test('samples begin at the newest position that most jobs share', async t => {
  const jobs = ['a', 'b'].map(job_id => ({ job_id, job_number: 1, name: job_id }))
  const row = (...cells: boolean[][]) => ({
    sample_type: 'default' as const, prompt: '', seed: 1,
    cells: cells.map(cell => cell.map(isThere => isThere ? {} as never : null)) // as: only whether one is there
  })
  const positions = positionsOf([
    { jobs, positions: [20, 30], rows: [row([true, true], [true, false])] },
    { jobs, positions: [10, 20], rows: [row([true, true], [true, true])] }
  ])
  t.strictSame(positions.map(({ at, jobs }) => [at, jobs.size]), [[10, 2], [20, 2], [30, 1]])
  t.equal(newestShared(positions), 1)
  t.equal(newestShared([]), -1)
  t.equal(nearest(positions, 24), 1)
  t.equal(nearest([], 24), -1)
  t.strictSame([0, 1, 2].map(place => sharedWords(place, positions, 2)), [
    'both have', 'newest that both have', '1 of 2 have'
  ])
})

t.test('why a job has no sample at a place', async t => {
  const place = { step: 50, steps_per_epoch: 20, total_steps: 100, is_over: false }
  t.strictSame((['step', 'epoch', 'share'] as const).map(align => placeOf(align, place)), [50, 2.5, 50])
  t.equal(placeOf('epoch', { ...place, steps_per_epoch: 0 }), null)
  t.equal(reachedByAll('step', [place, { ...place, step: 70 }, { ...place, step: 0 }]), 50)
  t.equal(reachedByAll('step', []), null)
  t.equal(whyNone('step', 60, place), 'It has not come this far')
  t.equal(whyNone('step', 60, { ...place, is_over: true }), 'It ended before, at step 50')
  t.equal(whyNone('step', 40, place), 'Not drawn here')
  t.equal(whyNone('step', 40, { ...place, step: 0 }), 'It has not trained yet')
})

t.test('[U83] the lowest value is never above the newest one', async t => {
  const best = { tag: 'loss', value: 2, step: 10 }
  t.strictSame(withNewest(best, 1, 12), { tag: 'loss', value: 1, step: 12 })
  for (const newest of [2, 3, null, undefined]) t.equal(withNewest(best, newest, 12), best)
  t.equal(withNewest('Not measured', 1, 12), 'Not measured')
})
