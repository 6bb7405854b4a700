import type { Choices } from '../choices.ts'
import type { Report } from './report.ts'
import type { World } from './world.ts'

const MOST_JOBS = 9

interface KnownJob { job_number: number, job_status: string, queue: unknown }
const toActive = ['stop', 'backup', 'hold', 'release', 'resume', 'sample', 'kill'] as const
const toWaiting = ['start', 'stop', 'resume', 'retry', 'reorder', 'priority'] as const
const toOver = ['resume', 'retry', 'resume', 'retry', 'start', 'delete', 'delete_files'] as const
type Act = (typeof toActive | typeof toWaiting | typeof toOver)[number]

const path = ({ job_number }: KnownJob): string => `/api/v1/training-jobs/${job_number}`
const isOver = ({ job_status }: KnownJob): boolean => ['stopped', 'completed', 'error', 'idle'].includes(job_status)

/** What users do, to jobs that may be in any state. Each act returns what it did, in words. */
export function createActs (world: World, choices: Choices, report: Report) {
  async function send (method: string, to: string, body?: unknown): Promise<string> {
    const wasFull = world.watchDisk()
    const asked = world.version()
    const { status, body: reply } = await world.ask(to, method, body)
    // 503 names what has to be waited for, 507 the full disk
    const excused = status === 503 || (wasFull() && status === 507) || [asked, world.version()].includes('other')
    if (status >= 500 && !excused) {
      const where = wasFull() ? ' on a full disk' : ''
      report.violate('an act is answered', `${method} ${to} ${status}${where} ${JSON.stringify(reply)}`)
    }
    report.count(`acts answered with ${status === 0 ? 'nothing' : status} ${reply?.code ?? ''}`.trimEnd())
    return `${method} ${to} ${body === undefined ? '' : JSON.stringify(body).slice(0, 60)} → ${status}`
  }

  async function create (): Promise<string> {
    return await send('POST', '/api/v1/training-jobs', {
      config: {
        ...world.config, epochs: choices.between(2, 12), train_device: choices.once(3) ? 'cpu' : 'cuda'
      },
      priority: choices.between(-1, 1), queue: !choices.once(6),
      retry: { max_retries: choices.below(3), delay_seconds: choices.below(3) }
    })
  }

  async function actOn (act: Act, job: KnownJob): Promise<string> {
    switch (act) {
      case 'backup': return await send('POST', `/api/training/backup?job=${job.job_number}`)
      case 'sample': return await send('POST', `/api/samples/default?job=${job.job_number}`)
      case 'hold': case 'release': return await send('POST', `${path(job)}/pause`, { mode: act })
      case 'delete': return await send('DELETE', `${path(job)}?files=false`)
      case 'delete_files': return await send('DELETE', `${path(job)}?files=true`)
      case 'reorder': return await send('POST', `${path(job)}/reorder`, { before: null })
      case 'priority': return await send('PATCH', path(job), { priority: choices.between(-1, 1) })
      default: return await send('POST', `${path(job)}/${act}`, {})
    }
  }

  return {
    /** One act of a user; null when no server answers. */
    async any (): Promise<string | null> {
      const { status, body } = await world.ask('/api/v1/training-jobs?limit=100')
      if (status === 0) return null
      if (status !== 200) return `GET /api/v1/training-jobs → ${status}`
      const jobs = body.jobs as KnownJob[]
      const over = jobs.filter(isOver)
      if (jobs.length >= MOST_JOBS && over.length > 0) {
        return await actOn(choices.once(3) ? 'delete' : 'delete_files', over.at(-1)!)
      }
      if (jobs.length < 4 || choices.once(4)) return await create()
      const job = choices.pick(jobs)
      if (choices.once(12)) return await send('PATCH', '/api/v1/queue', { held: choices.once(3) })
      if (isOver(job)) return await actOn(choices.pick(toOver), job)
      return await actOn(choices.pick<Act>(job.queue === null ? toActive : toWaiting), job)
    },
    send
  }
}
export type Acts = ReturnType<typeof createActs>
