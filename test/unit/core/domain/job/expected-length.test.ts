import t from 'tap'
import type { TrainingState, WorkCost } from '../../../../../core/contract/training.ts'
import { expectedSeconds, measure } from '../../../../../core/domain/job/expected-length.ts'
import { newJobState } from '../../../../../core/domain/job/state.ts'

const work = (phase: WorkCost['phase'], times: number, seconds: number | null, spent_seconds = 0): WorkCost =>
  ({ phase, times, first_step: 60, last_step: 180, seconds, spent_seconds })

/** The end of a real training: 3 epochs of the built-in trainer in 8.331 s. */
const ended: TrainingState = {
  ...newJobState({ job_id: 'a', job_number: 1, job_slug: 'a', job_name: 'a', trainer: 'builtin' }),
  status: 'completed', reason: 'finished', attempt: 1, max_epoch: 3, max_step: 60,
  elapsed_seconds: 8.331, training_elapsed_seconds: 7.19,
  pace: {
    marks: [], from_step: 1,
    work: [
      work('validating', 3, 0.23, 0.202), work('sampling', 1, null, 0.194), work('backing_up', 1, null, 0.066),
      work('saving', 1, null, 0.029)
    ]
  }
}

t.test('[Q362] a completed job tells what each of its epochs cost, and what came once', async t => {
  const found = measure(ended)!
  const repeated = 7.19 + 2 * 0.23 + 0.202 + 0.194
  t.equal(found.epoch_seconds.toFixed(4), (repeated / 3).toFixed(4), 'steps, validations and samples')
  t.equal(found.once_seconds.toFixed(4), (8.331 - repeated).toFixed(4), 'loading, the last backup and the model')
  t.equal(expectedSeconds([found], 3), Math.round(8.331), 'as long as it took')
  t.equal(expectedSeconds([found], 60), 161)
  t.equal(expectedSeconds([found], 1.5), 4, 'what is left after a backup')
})

t.test('[Q362] a job that did not train all its epochs in one attempt tells nothing', async t => {
  const changes: Array<Partial<TrainingState>> = [
    { status: 'stopped', reason: 'user_stop' }, { status: 'error', reason: 'cuda_oom' }, { attempt: 2 },
    { max_epoch: 0 }, { training_elapsed_seconds: 0 }
  ]
  for (const change of changes) t.equal(measure({ ...ended, ...change }), null)
})

t.test('[Q362] the length is the median, which one odd job does not move; of no job it is not known', async t => {
  const took = (...each: number[]) =>
    expectedSeconds(each.map(epoch_seconds => ({ epoch_seconds, once_seconds: 30 })), 10)
  t.strictSame([took(), took(100), took(100, 110), took(100, 5000, 110)], [null, 1030, 1080, 1130])
})
