import t from 'tap'
import { pacedRuns } from '../../../../../core/domain/chart/training-speed.ts'
import type { Turn } from '../../../../../core/domain/chart/training-speed.ts'

const run = (first_step: number, first_elapsed_ms: number, last_step: number, last_elapsed_ms: number) =>
  ({ first_step, first_elapsed_ms, last_step, last_elapsed_ms })
const turn = (elapsed_ms: number, status: Turn['status'], phase: Turn['phase'] = 'training'): Turn =>
  ({ elapsed_ms, status, phase })
const short = (runs: ReturnType<typeof pacedRuns>) =>
  runs.map(({ steps, training_ms, last_step }) => [last_step, steps, training_ms])

t.test('[L26] a run of steps takes the time since the run before it, and the first step is not counted', async t => {
  const runs = [run(1, 1000, 63, 63_000), run(64, 64_000, 127, 127_000), run(200, 200_000, 200, 200_000)]
  t.strictSame(short(pacedRuns(runs, [])), [[63, 62, 62_000], [127, 64, 64_000], [200, 73, 73_000]])
  t.strictSame(pacedRuns([run(5, 10, 5, 10)], []), [], 'one step has no speed')
  t.strictSame(pacedRuns([], []), [])
  t.strictSame(short(pacedRuns([run(1, 10, 9, 90), run(3, 100, 4, 200)], [])), [[9, 8, 80]], 'steps went back')
  t.strictSame(pacedRuns([run(1, 10, 9, 10)], []), [], 'a run without time has no speed')
})

t.test('[L26] pauses, samples, validations and backups are no training time', async t => {
  const runs = [run(0, 0, 10, 10_000), run(11, 11_000, 20, 30_000), run(21, 31_000, 30, 40_000)]
  const turns = [
    turn(0, 'running'), turn(4000, 'paused'), turn(5000, 'paused', 'sampling'), turn(6000, 'running'),
    turn(9500, 'running', 'backing_up'), turn(12_000, 'running', 'validating'), turn(13_000, 'running')
  ]
  t.strictSame(short(pacedRuns(runs, turns)), [[10, 10, 7500], [20, 10, 17_000], [30, 10, 10_000]])
  const held = [turn(0, 'running'), turn(35_000, 'paused')]
  t.strictSame(short(pacedRuns(runs, held)).at(-1), [30, 10, 5000], 'a pause that is still on')
  t.strictSame(pacedRuns([run(0, 0, 10, 1000)], [turn(0, 'paused')]), [], 'nothing was training')
})
