import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Test } from 'tap'
import type { JournalEvent } from '../../core/contract/journal.ts'
import type { JobSummary } from '../../core/contract/jobs.ts'
import type { Queue } from '../../core/contract/queue.ts'
import { reduce } from '../../core/domain/job/reduce.ts'
import { newJobState } from '../../core/domain/job/state.ts'
import { onCall } from './jobs.ts'
import { startServer, stateDir } from './server-process.ts'
import type { ServerProcess } from './server-process.ts'
import { connectStream } from './stream-client.ts'
import type { StreamClient } from './stream-client.ts'
import type { Act, ModelJob } from './queue-model.ts'

export type Detailed = JobSummary & {
  state: {
    trainer_pid: number | null
    last_backup: unknown
    is_training: boolean
    pending_commands: unknown[]
    seq: number
    status: string
  }
}
export interface Seen { jobs: Detailed[], queue: Queue }

const SETTLED_WITHIN = 200 // ticks of the telemetry, five a second

const kindOf = ({ job_status, state }: Detailed): string =>
  job_status === 'paused' && !state.is_training ? 'released' : job_status
const byNumber = (a: { job_number: number }, b: { job_number: number }): number => a.job_number - b.job_number

/** A job of the server in the words of the model. */
export function toModel (job: Detailed, numbers: Map<string, number>): ModelJob {
  return {
    number: job.job_number,
    status: kindOf(job) as ModelJob['status'], // as: where nothing moves any more it is one of these
    priority: job.priority,
    rank: job.queue?.position ?? null,
    attempt: job.attempt,
    has_backup: job.state.last_backup !== null,
    max_retries: job.retry.max_retries,
    retries_used: job.retries_used,
    after: job.after.map(id => numbers.get(id) ?? -1)
  }
}

/** A real server with a real trainer, to which acts of the model are done. */
export async function driveQueue (t: Test) {
  const state_dir = stateDir(t)
  const env = { ...onCall, STATS_INTERVAL_MS: '200', LOG_LEVEL: 'error' }
  let server: ServerProcess = await startServer(t, state_dir, env)
  let client: StreamClient = await connectStream(`${server.url}/ws`)
  const numbers = new Map<string, number>()
  /** The attempts that must end, because of what was done to their processes. */
  const doomed = new Map<number, number>()
  const isDoomed = ({ job_number, attempt, job_status }: JobSummary): boolean =>
    doomed.get(job_number) === attempt && (job_status === 'running' || job_status === 'paused')

  async function look (): Promise<Seen> {
    const queue = (await server.ask('/api/v1/queue')).body as Queue
    const { jobs } = (await server.ask('/api/v1/training-jobs?limit=500')).body as { jobs: JobSummary[] }
    const detailed = await Promise.all(
      jobs.map(async ({ job_id }) => await server.ask(`/api/v1/training-jobs/${job_id}`))
    )
    const found = detailed
      .filter(({ status }) => status === 200)
      .map(({ body }) => body as Detailed)
      .sort(byNumber)
    for (const { job_id, job_number } of found) numbers.set(job_id, job_number)
    return { jobs: found, queue }
  }

  /** Looks after every message of the server until `fits`; throws what is there if it never does. */
  async function until (fits: (seen: Seen) => boolean, expected: () => unknown): Promise<Seen> {
    for (let ticks = 0; ;) {
      const heard = client.frames.length
      const seen = await look()
      if (!seen.jobs.some(job => isDoomed(job) && kindOf(job) !== 'released') && fits(seen)) return seen
      if (client.frames.length === heard) await client.until(frame => client.frames.indexOf(frame) >= heard)
      ticks += client.frames.slice(heard).filter(({ type }) => type === 'system_stats').length
      if (ticks > SETTLED_WITHIN) {
        throw new Error(
          `never came to rest.\nexpected ${JSON.stringify(expected())}\nfound    ` +
            JSON.stringify(seen.jobs.map(job => [
              toModel(job, numbers), job.message, job.error, job.queue?.waiting_for, job.state.pending_commands
            ]))
        )
      }
    }
  }

  async function restart (): Promise<void> {
    client.socket.on('error', () => undefined)
    await server.kill()
    server = await startServer(t, state_dir, env)
    client = await connectStream(`${server.url}/ws`)
  }

  const one = async (n: number): Promise<Detailed> => (await server.ask(`/api/v1/training-jobs/${n}`)).body as Detailed
  async function killProcess (n: number, role: 'trainer' | 'runner'): Promise<number> {
    const { state, job_id, attempt } = await one(n)
    const pid =
      role === 'trainer'
        ? state.trainer_pid
        : (
            JSON.parse(readFileSync(join(state_dir, 'runs', job_id, `a${attempt}`, 'runner.json'), 'utf8')) as {
              runner: { pid: number }
            }
          ).runner.pid
    if (pid === null) return 0
    process.kill(pid, 'SIGKILL')
    doomed.set(n, attempt)
    return 0
  }

  async function endAttempt (n: number, what: string): Promise<number> {
    const { job_id, attempt } = await one(n)
    writeFileSync(join(state_dir, 'runs', job_id, `a${attempt}`, 'do'), what)
    doomed.set(n, attempt)
    return 0
  }

  const post = async (path: string, body: object = {}): Promise<number> => (await server.ask(path, { body })).status
  const jobPath = (n: number): string => `/api/v1/training-jobs/${n}`

  /** Does it; resolves with the status of the reply. */
  async function act (act: Act): Promise<number> {
    switch (act.do) {
      case 'create':
        return await post('/api/v1/training-jobs', {
          priority: act.priority, queue: act.queue, after: act.after.map(String),
          retry: { max_retries: act.max_retries, delay_seconds: 0 }
        })
      case 'start_now':
        return await post('/api/training/start')
      case 'restart':
        await restart()
        return 0
      case 'hold':
        return (await server.ask('/api/v1/queue', { method: 'PATCH', body: { held: act.held } })).status
      case 'finish':
      case 'fail':
        return await endAttempt(act.n, act.do)
      case 'kill_trainer':
        return await killProcess(act.n, 'trainer')
      case 'kill_runner':
        return await killProcess(act.n, 'runner')
      case 'delete':
      case 'delete_files':
        return (await server.ask(`${jobPath(act.n)}?files=${act.do === 'delete_files'}`, { method: 'DELETE' })).status
      case 'reorder':
        return await post(`${jobPath(act.n)}/reorder`, { before: act.m === null ? null : String(act.m) })
      case 'priority':
        return (await server.ask(jobPath(act.n), { method: 'PATCH', body: { priority: act.priority } })).status
      case 'backup':
        return (await server.ask(`/api/training/backup?job=${act.n}`, { method: 'POST' })).status
      case 'hold_job':
        return await post(`${jobPath(act.n)}/pause`, { mode: 'hold' })
      case 'release':
        return await post(`${jobPath(act.n)}/pause`, { mode: 'release' })
      case 'retry_from_start':
        return await post(`${jobPath(act.n)}/retry`, { from: 'start' })
      default:
        return await post(`${jobPath(act.n)}/${act.do}`)
    }
  }

  /** All that a job's folder tells, in order. */
  function eventsOf (job_id: string): JournalEvent[] {
    const folder = join(state_dir, 'runs', job_id)
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(path =>
      /(^notes|events-\d+)\.jsonl$/.test(path)
    )
    return files
      .flatMap(path => readFileSync(join(folder, path), 'utf8').split('\n').slice(0, -1))
      .map(line => JSON.parse(line) as JournalEvent | { type: 'segment' })
      .filter((line): line is JournalEvent => line.type !== 'segment')
      .sort((a, b) => a.seq - b.seq)
  }

  /** What must hold at any moment of rest. */
  function check ({ jobs }: Seen): void {
    t.notOk(
      existsSync(join(state_dir, 'collisions')) && readFileSync(join(state_dir, 'collisions'), 'utf8'),
      'never two trainers on one device'
    )
    t.ok(jobs.filter(({ state }) => state.trainer_pid !== null).length <= 1, 'one trainer')
    for (const job of jobs) {
      const events = eventsOf(job.job_id)
      t.strictSame(
        events.map(({ seq }) => seq),
        events.map((_, index) => index + 1),
        `job ${job.job_number}: seq is contiguous`
      )
      const folded = events
        .filter(({ seq }) => seq <= job.last_seq)
        .reduce(reduce, newJobState({ ...job, job_name: job.name }))
      const { seq, status, attempt, message } = folded
      t.strictSame(
        { seq, status, attempt, message },
        { seq: job.last_seq, status: job.job_status, attempt: job.attempt, message: job.message },
        `job ${job.job_number} stands where its events say`
      )
    }
  }

  return {
    state_dir, act, until, look, check, restart, numbers, endAttempts: endAttempt,
    client: () => client,
    server: () => server,
    eventsOf
  }
}
export type QueueDriver = Awaited<ReturnType<typeof driveQueue>>
