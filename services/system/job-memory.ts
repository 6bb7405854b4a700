import type { Gpu, JobGpuMemory, JobMemory } from '../../core/contract/system.ts'
import type { Clock } from '../../core/domain/clock.ts'
import { familyOf, readFamilyRows, residentBytes } from '../../core/processes/process-family.ts'
import type { FamilyRoots } from '../../core/processes/process-family.ts'
import type { ComputeApp, ComputeApps, ComputeAppsAnswer } from './compute-apps.ts'
import { toGib } from './units.ts'

/** A job whose trainer is at work. Its devices are `cpu` or UUIDs of GPUs; null: not known, so it may have any. */
export interface JobAtWork extends FamilyRoots { job_number: number, devices: readonly string[] | null }

export interface JobMemoryMeter {
  /** Memory of each training now; of the GPUs as nvidia-smi said last, which is asked anew. */
  read: (gpus: readonly Gpu[]) => JobMemory[]
  /** Nobody reads it any more. */
  rest: () => void
}

interface JobMemoryDeps {
  clock: Clock
  jobs: () => readonly JobAtWork[]
  apps: ComputeApps
  /** The processes of the machine; /proc unless a test says otherwise. */
  processes?: { rows: typeof readFamilyRows, residentBytes: typeof residentBytes }
}

/** So long nothing is asked after an answer that names no process of a job, as it is in a container. */
const FRUITLESS_MS = 8000
const UNHEARD = 'nvidia-smi has not said yet how much memory each process uses'
const UNNAMED =
  'nvidia-smi does not list the processes of this job: they use no memory of the GPU yet, or it cannot see them, as ' +
  'in a container'
const UNSIZED = 'nvidia-smi does not say how much memory each process uses, as under WSL'

/** Measures what trainings use of RAM and GPUs. Without a training nothing is read and nothing is asked. */
export function createJobMemory (
  { clock, jobs, apps, processes = { rows: readFamilyRows, residentBytes } }: JobMemoryDeps
): JobMemoryMeter {
  let ask_from = -Infinity

  /** nvidia-smi is a process of its own each time: it is not asked in vain as often as it is with success. */
  function askFor (families: ReadonlyArray<ReadonlySet<number>>, gpus: readonly Gpu[]): void {
    if (clock.mono() < ask_from || !gpus.some(({ memory_used_gb }) => memory_used_gb !== null)) return
    const answer = apps.answer()
    const named = appsOf(answer).some(({ pid }) => families.some(family => family.has(pid)))
    ask_from = named || answer === null ? -Infinity : clock.mono() + FRUITLESS_MS
    apps.ask()
  }

  return {
    read (gpus) {
      const at_work = jobs().filter(({ runner_pid, trainer_pid }) => runner_pid !== null || trainer_pid !== null)
      if (at_work.length === 0) return []
      const rows = processes.rows()
      const measured = at_work.map(job => ({ job, family: rows === null ? new Set<number>() : familyOf(rows, job) }))
      askFor(measured.map(({ family }) => family), gpus)
      return measured.map(({ job, family }) => ({
        job_number: job.job_number,
        ram_used_gb: ramOf(family, processes.residentBytes),
        gpus: gpusOf(job, family, { gpus, apps })
      }))
    },
    rest () {
      ask_from = -Infinity
      apps.rest()
    }
  }
}

/** Null where no process is found: that it uses nothing is not known then. */
function ramOf (family: ReadonlySet<number>, residentBytesOf: typeof residentBytes): number | null {
  const sizes = [...family].flatMap(pid => residentBytesOf(pid) ?? [])
  return sizes.length === 0 ? null : toGib(sizes.reduce((sum, size) => sum + size, 0))
}

/** Of the GPUs that it was given, and of others on which nvidia-smi sees it. */
function gpusOf (
  { devices }: JobAtWork, family: ReadonlySet<number>, { gpus, apps }: { gpus: readonly Gpu[], apps: ComputeApps }
): JobGpuMemory[] {
  const answer = apps.answer()
  const own = appsOf(answer).filter(({ pid }) => family.has(pid))
  const given = devices ?? gpus.flatMap(({ uuid }) => uuid ?? [])
  const uuids = new Set([...given.filter(device => device !== 'cpu'), ...own.map(({ uuid }) => uuid)])
  return [...uuids].map(uuid => {
    const here = own.filter(app => app.uuid === uuid)
    const problem = problemOf(answer, here)
    return { uuid, memory_used_gb: problem === null ? sumOf(here) : null, problem }
  })
}

const appsOf = (answer: ComputeAppsAnswer | null): readonly ComputeApp[] =>
  answer !== null && 'apps' in answer ? answer.apps : []

function problemOf (answer: ComputeAppsAnswer | null, apps: readonly ComputeApp[]): string | null {
  if (answer === null) return UNHEARD
  if ('problem' in answer) return answer.problem
  if (apps.length === 0) return UNNAMED
  return apps.some(({ memory_mib }) => memory_mib === null) ? UNSIZED : null
}

const sumOf = (apps: readonly ComputeApp[]): number =>
  Math.round(apps.reduce((sum, { memory_mib }) => sum + (memory_mib ?? 0), 0) / 1024 * 100) / 100
