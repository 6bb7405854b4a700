import type { TrainingState } from '../../../core/contract/training.ts'
import { isActive } from '../../../core/domain/job/state.ts'
import { processesOf } from './processes.ts'
import type { RunProcess } from './processes.ts'
import type { Report } from './report.ts'
import { nowMs, openStepLogs } from './step-log.ts'
import type { StepLogs } from './step-log.ts'
import type { Ticks } from './ticks.ts'
import type { World } from './world.ts'

const LIE_TICKS = 20
const EVERY_TICKS = 3

interface Shown { job_id: string, job_number: number, state: TrainingState }

/**
 * Compares what the server shows with the process table and the trainers' own logs, again and again. What is wrong for
 * 20 ticks, while nothing is stopped or restarted, is a lie: two seconds, or as long as 20 of this process's own timers
 * of 100 ms took just then, if the machine was too busy for them. The other version is not judged.
 */
export function watchLies (world: World, ticks: Ticks, report: Report) {
  const logs = openStepLogs(world.home)
  const wrong = new Map<string, number>()
  let closed = false

  /** Jobs that train, by what is shown or by what runs. */
  async function shown (running: RunProcess[]): Promise<Shown[] | null> {
    const { status, body } = await world.ask('/api/v1/training-jobs?limit=100')
    if (status !== 200) return null
    const jobs = (body.jobs as Array<{ job_id: string, job_status: string }>).filter(({ job_id, job_status }) =>
      ['starting', 'running', 'paused', 'stopping'].includes(job_status) || running.some(one => one.job_id === job_id))
    const replies = await Promise.all(
      jobs.map(async ({ job_id }) => await world.ask(`/api/v1/training-jobs/${job_id}`))
    )
    return replies.filter(({ status }) => status === 200).map(({ body }) => body as Shown)
  }

  async function look (): Promise<void> {
    const changes = world.changes()
    const due_at = nowMs() - ticks.lasted_ms(LIE_TICKS)
    const before = processesOf(world.state_dir)
    const jobs = await shown(before)
    const after = processesOf(world.state_dir)
    if (jobs === null || world.stopped() || world.changes() !== changes || world.version() === 'other') {
      wrong.clear()
      return
    }
    report.count('looks at the screen')
    const found = jobs.flatMap(job => [...processLies(job, before, after), ...stepLies(job, logs, due_at)])
    for (const key of wrong.keys()) if (!found.some(([name]) => name === key)) wrong.delete(key)
    for (const [key, text] of found) {
      const since = wrong.get(key) ?? ticks.count()
      wrong.set(key, since)
      if (ticks.count() - since < LIE_TICKS) continue
      wrong.set(key, Infinity) // told once, until it is over
      report.violate(`no lie over 2 s${world.isFull() ? ' (disk full)' : ''}`, text)
    }
  }

  async function run (): Promise<void> {
    while (!closed) {
      await look()
      await ticks.until(() => closed, EVERY_TICKS)
    }
  }
  const running = run()
  return {
    async close () {
      closed = true
      await running
    }
  }
}

/** A name that stays the same while the same thing is wrong, and the words for it. */
type Lie = [key: string, text: string]

function processLies ({ job_id, job_number, state }: Shown, before: RunProcess[], after: RunProcess[]): Lie[] {
  const trainersIn = (processes: RunProcess[]): number[] =>
    processes.filter(one => one.role === 'trainer' && one.job_id === job_id).map(({ pid }) => pid)
  const [first, last] = [trainersIn(before), trainersIn(after)]
  const is = `job ${job_number} (${job_id}) is shown as ${state.status}, pid ${state.trainer_pid}`
  if (isActive(state)) {
    const missing = state.trainer_pid !== null && ![...first, ...last].includes(state.trainer_pid)
    return missing ? [[`${job_id} missing`, `${is}, but there is no such trainer`]] : []
  }
  const alive = first.find(pid => last.includes(pid))
  return alive === undefined ? [] : [[`${job_id} alive`, `${is}, but trainer ${alive} is alive`]]
}

function stepLies ({ job_id, job_number, state }: Shown, logs: StepLogs, due_at: number): Lie[] {
  if (state.status !== 'running' && state.status !== 'paused') return []
  const lines = logs.tail(job_id, state.attempt)
  const { global_step } = state.progress
  const due = lines.findLast(([at]) => at <= due_at)?.[2] ?? 0
  const newest = lines.at(-1)?.[2]
  if (newest === undefined || (global_step >= due && global_step <= newest)) return []
  return [[
    `${job_id} step`,
    `job ${job_number} (${job_id} a${state.attempt}) is shown at step ${global_step}; 20 ticks ago it was at ${due}`
  ]]
}
