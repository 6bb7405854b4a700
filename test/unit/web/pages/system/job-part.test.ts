import t from 'tap'
import { gpuMemoryOfJobs, ramOfJobs } from '../../../../../web/pages/system/load/job-part.ts'
import type { Reading } from '../../../../../web/pages/system/load/readings.ts'

const reading = (job_memory: Reading['job_memory']): Reading =>
  ({ at: 0, job_numbers: [], cpu_percent: null, ram_used_gb: null, ram_total_gb: null, gpus: [], job_memory })
const on = (memory_used_gb: number | null, problem: string | null = null) =>
  ({ job_number: 1, ram_used_gb: memory_used_gb, gpus: [{ uuid: 'GPU-a', memory_used_gb, problem }] })

t.test('[U70] memory of jobs alone is their sum, unknown where one is unknown, and nothing without a job', async t => {
  const gpu = gpuMemoryOfJobs('GPU-a')
  t.strictSame(gpu(reading([on(1.5), on(0)])), { value: 1.5, problem: null, jobs: 2 })
  t.strictSame(gpu(reading([on(1.5), on(null, 'hidden')])), { value: null, problem: 'hidden', jobs: 2 })
  t.equal(gpuMemoryOfJobs('GPU-b')(reading([on(1)])), null)
  t.strictSame(ramOfJobs(reading([on(2)])), { value: 2, problem: null, jobs: 1 })
  t.match(ramOfJobs(reading([on(null)])), { value: null, problem: /cannot be read/ })
  t.equal(ramOfJobs(reading([])), null)
})
