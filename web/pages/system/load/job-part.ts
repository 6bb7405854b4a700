import type { Reading } from './readings.ts'

/** What the trainings use of a memory, GiB; null: not known. */
export interface JobPart { value: number | null, problem: string | null, jobs: number }

type PartOf = (reading: Reading) => JobPart | null

const NOT_READ = 'its processes cannot be read'

/** What trainings alone use of the RAM; null: none is at work. */
export const ramOfJobs: PartOf = ({ job_memory }) =>
  sumOf(job_memory.map(({ ram_used_gb }) => ({ used: ram_used_gb, problem: ram_used_gb === null ? NOT_READ : null })))

/** What trainings alone use of a GPU; null: none is known to use it. */
export const gpuMemoryOfJobs = (gpu_key: string): PartOf => ({ job_memory }) =>
  sumOf(job_memory.flatMap(({ gpus }) => gpus.filter(({ uuid }) => uuid === gpu_key))
    .map(({ memory_used_gb, problem }) => ({ used: memory_used_gb, problem })))

/** Of what one does not say, the sum is not known. */
function sumOf (parts: ReadonlyArray<{ used: number | null, problem: string | null }>): JobPart | null {
  if (parts.length === 0) return null
  const problem = parts.find(({ used }) => used === null)?.problem ?? null
  const isKnown = parts.every(({ used }) => used !== null)
  const value = isKnown ? parts.reduce((sum, { used }) => sum + (used ?? 0), 0) : null
  return { value, problem, jobs: parts.length }
}
