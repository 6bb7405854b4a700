import t from 'tap'
import { gatherMarks, lanesOf } from '../../../../../web/pages/system/load/lanes.ts'
import type { Reading } from '../../../../../web/pages/system/load/readings.ts'

const INTERVAL = 10
const reading = (at: number, ...job_numbers: number[]): Reading =>
  ({ at, job_numbers, cpu_percent: null, ram_used_gb: null, ram_total_gb: null, gpus: [], job_memory: [] })

t.test('a job that was at work twice has two lanes', async t => {
  t.same(lanesOf([reading(0, 1), reading(10, 1), reading(20), reading(30, 1), reading(40, 1)], INTERVAL), [
    { job_number: 1, from: 0, to: 10, row: 0 }, { job_number: 1, from: 30, to: 40, row: 0 }
  ])
})

t.test('a lane does not go on over a time that was not measured', async t => {
  t.same(lanesOf([reading(0, 1), reading(10, 1), reading(100, 1)], INTERVAL).map(({ from, to }) => [from, to]), [
    [0, 10], [100, 100]
  ])
})

t.test('jobs of the same time stand in rows of their own, and a row that is free is used', async t => {
  const lanes = lanesOf([reading(0, 1), reading(10, 1, 2), reading(20, 2), reading(30, 2, 3)], INTERVAL)
  t.same(lanes.map(({ job_number, row }) => [job_number, row]), [[1, 0], [2, 1], [3, 0]])
})

t.test('the samples of one round make one mark', async t => {
  const at = (kind: 'sample' | 'backup', moment: number, job_number = 1) => ({ kind, job_number, at: moment })
  t.same(
    gatherMarks([at('sample', 103), at('sample', 100), at('backup', 101), at('sample', 120), at('sample', 104, 2)], 10),
    [at('sample', 100), at('backup', 101), at('sample', 104, 2), at('sample', 120)]
  )
})
