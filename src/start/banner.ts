import type { Condition } from '../../core/contract/conditions.ts'
import type { JobSummary } from '../../core/contract/jobs.ts'
import type { Queue } from '../../core/contract/queue.ts'
import { links } from '../../core/contract/links.ts'
import type { SystemInfo } from '../../core/contract/system.ts'
import { jobTitle } from '../../core/domain/job/job-title.ts'
import { cleanLine } from '../../core/domain/job/log-line.ts'

/** What a terminal shows once the server has started. */
export interface BannerFacts {
  url: string
  version: string
  state_dir: string
  trainer: Pick<
    SystemInfo['trainer'], 'kind' | 'available' | 'version' | 'python' | 'python_version' | 'device' | 'message'
  >
  queue: { held: boolean, waiting: Array<Pick<BannerJob, 'name' | 'job_number'>>, devices: Array<Pick<Device, 'name'>> }
  jobs: readonly BannerJob[]
  conditions: ReadonlyArray<Pick<Condition, 'message' | 'hint'>>
  /** Variables of the environment that trainers do not get. */
  left_out: readonly string[]
}

type Device = Queue['devices'][number]
export type BannerJob = Pick<JobSummary, 'job_number' | 'name' | 'status' | 'message' | 'reason' | 'problems'>

const MOST_JOBS = 5

/** Lines of the banner: where the server is, with what it trains, what runs and waits, and what is wrong. */
export function banner (facts: BannerFacts): string[] {
  const { url, version, state_dir, trainer, queue, jobs } = facts
  const kind = trainer.kind === 'onetrainer' ? 'OneTrainer' : 'built-in trainer'
  const python = trainer.python === null ? 'not found' : `${trainer.python_version ?? 'unknown'} (${trainer.python})`
  const waiting = namesOf(queue.waiting)
  return [
    '',
    `  onetrainer-web-ui ${version}`,
    '',
    row('Address', url),
    row('Trainer', [kind, trainer.version].filter(part => part !== null).join(' ')),
    row('Python', python),
    row('Devices', queue.devices.map(({ name }) => name).join(', ') || 'none'),
    row('State', state_dir),
    row('Running', namesOf(jobs.filter(({ status }) => status === 'running' || status === 'paused'))),
    row('Waiting', queue.held ? `${waiting} (the queue is held)` : waiting),
    ...problemsOf(facts).map(problem => row('Problem', problem)),
    ''
  ]
}

function problemsOf ({ trainer, conditions, jobs, left_out }: BannerFacts): string[] {
  const damaged = jobs.flatMap(job => {
    const { reason, message, problems } = job
    const found = [...(reason === 'record_damaged' ? [message] : []), ...problems]
    return [...new Set(found)].map(problem => `${titleOf(job)}: ${problem}`)
  })
  return [
    ...(trainer.available ? [] : [trainer.message]),
    ...conditions.map(({ message, hint }) => `${message}; ${hint}`),
    ...damaged.slice(0, MOST_JOBS),
    ...(damaged.length > MOST_JOBS ? [`and ${damaged.length - MOST_JOBS} more of damaged jobs`] : []),
    ...(left_out.length === 0 ? [] : [`trainers do not get ${left_out.join(', ')}; TRAINER_ENV passes them`])
  ]
}

/** How the server is reached and started again. */
interface WayBack { url: string, command: string, needs_token: boolean }

/**
 * What a terminal shows when the server is interrupted: which trainings go on, and what can be done about them.
 * `running`: null while it is not known.
 */
export function farewell (running: readonly BannerJob[] | null, { url, command, needs_token }: WayBack): string[] {
  if (running === null) {
    return ['The server ends before it has recovered. Trainings go on.', `  To come back: ${command}`]
  }
  if (running.length === 0) return ['The server ends. No training is running.', `  To come back: ${command}`]
  const token = needs_token ? " -H 'authorization: Bearer <token>'" : ''
  return [
    `The server ends. ${namesOf(running)} ${running.length === 1 ? 'goes' : 'go'} on.`,
    `  To come back: ${command}`,
    ...running.slice(0, MOST_JOBS).map(({ job_number, name }) =>
      `  To stop ${name}: come back, then curl -X POST${token} ${url}${links.job(String(job_number))}/stop`)
  ].map(cleanLine)
}

const row = (label: string, text: string): string => cleanLine(`  ${label.padEnd(10)}${text}`)
const titleOf = ({ name, job_number }: Pick<BannerJob, 'name' | 'job_number'>): string =>
  jobTitle({ job_name: name, job_number })

function namesOf (jobs: ReadonlyArray<Pick<BannerJob, 'name' | 'job_number'>>): string {
  if (jobs.length === 0) return 'nothing'
  const shown = jobs.slice(0, MOST_JOBS).map(titleOf)
  return jobs.length > shown.length ? `${shown.join(', ')} and ${jobs.length - shown.length} more` : shown.join(', ')
}
