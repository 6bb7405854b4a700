/** A job as the model has it: `released` is paused without a process. */
export interface ModelJob {
  number: number
  status: 'idle' | 'queued' | 'running' | 'paused' | 'released' | 'stopped' | 'completed' | 'error'
  priority: number
  /** Place among those of its priority; null: it never waited, or was taken out. */
  rank: number | null
  attempt: number
  has_backup: boolean
  max_retries: number
  retries_used: number
  after: number[]
}

/** What can be done to a queue. `n` and `m` are numbers of jobs. */
export type Act =
  | { do: 'create', priority: number, queue: boolean, max_retries: number, after: number[] }
  | { do: 'start_now' }
  | { do: 'restart' }
  | {
    do:
        | 'start'
        | 'stop'
        | 'kill'
        | 'backup'
        | 'hold_job'
        | 'release'
        | 'resume'
        | 'retry'
        | 'retry_from_start'
        | 'finish'
        | 'fail'
        | 'kill_trainer'
        | 'kill_runner'
        | 'delete'
        | 'delete_files'
    n: number
  }
  | { do: 'reorder', n: number, m: number | null }
  | { do: 'priority', n: number, priority: number }
  | { do: 'hold', held: boolean }

const isActive = ({ status }: ModelJob): boolean => status === 'running' || status === 'paused'

const between = (above: number | null = null, below: number | null = null): number =>
  above === null ? (below ?? 1) - 1 : below === null ? above + 1 : (above + below) / 2

/** The queue as it should be, in a few words: one device, nothing takes time. */
export function createQueueModel () {
  const jobs = new Map<number, ModelJob>()
  let last = 0
  let held = false

  const all = (): ModelJob[] => [...jobs.values()]
  const active = (): ModelJob | undefined => all().find(isActive)
  const line = (): ModelJob[] =>
    all()
      .filter(({ status }) => status === 'queued')
      .sort((a, b) => b.priority - a.priority || (a.rank ?? 0) - (b.rank ?? 0) || a.number - b.number)

  function enter (job: ModelJob): void {
    job.rank = Math.max(0, ...all().map(({ rank }) => rank ?? 0)) + 1
    job.status = 'queued'
  }

  function fail (job: ModelJob): void {
    job.status = 'error'
    if (job.retries_used >= job.max_retries) return
    job.retries_used++
    enter(job)
  }

  function requeue (job: ModelJob, allowed: boolean): number {
    if (isActive(job)) return 409
    if (job.status === 'queued') return 202
    if (!allowed) return 409
    job.retries_used = 0
    enter(job)
    return 202
  }

  function reorder (job: ModelJob, before: ModelJob | null): number {
    if (job.status !== 'queued' || (before !== null && before.status !== 'queued')) return 409
    if (job === before) return 200
    const others = line().filter(other => other !== job)
    const at = before === null ? others.length : others.indexOf(before)
    job.priority = Math.max(
      others[at]?.priority ?? -Infinity,
      Math.min(others[at - 1]?.priority ?? Infinity, job.priority)
    )
    job.rank = between(
      ...[others[at - 1], others[at]].map(other => (other?.priority === job.priority ? other.rank : null))
    )
    return 200
  }

  function remove (job: ModelJob): number {
    if (isActive(job) || all().some(({ status, after }) => status === 'queued' && after.includes(job.number))) {
      return 409
    }
    jobs.delete(job.number)
    return 204
  }

  function add (given: Partial<ModelJob>): ModelJob {
    const job: ModelJob = {
      number: ++last, status: 'idle', priority: 0, rank: null, attempt: 0, has_backup: false, max_retries: 0,
      retries_used: 0, after: [],
      ...given
    }
    jobs.set(job.number, job)
    return job
  }

  function toJob (act: Extract<Act, { n: number }>, job: ModelJob): number {
    switch (act.do) {
      case 'start': return requeue(job, job.status === 'idle')
      case 'resume':
        if (job.status === 'running') return 409
        if (job.status === 'paused') { job.status = 'running'; return 202 }
        return requeue(job, job.has_backup)
      case 'retry': case 'retry_from_start': return requeue(job, true)
      case 'stop': case 'kill':
        if (!isActive(job) && job.status !== 'queued' && job.status !== 'released') return 409
        if (!isActive(job)) job.rank = null
        job.status = 'stopped'
        return 202
      case 'backup': case 'hold_job': case 'release':
        if (!isActive(job)) return 409
        if (act.do === 'hold_job') job.status = 'paused'
        else job.has_backup = true
        if (act.do === 'release') job.status = 'released'
        return 202
      case 'finish': job.status = 'completed'; return 0
      case 'fail': case 'kill_trainer': case 'kill_runner': fail(job); return 0
      case 'delete': case 'delete_files': return remove(job)
      case 'reorder': return reorder(job, act.m === null ? null : jobs.get(act.m)!)
      case 'priority': job.priority = act.priority; return 200
    }
  }

  function perform (act: Act): number {
    if (act.do === 'restart') return 0
    if (act.do === 'hold') { held = act.held; return 200 }
    if (act.do === 'create') {
      const { priority, max_retries, after } = act
      const job = add({ priority, max_retries, after })
      if (act.queue) enter(job)
      return 201
    }
    if (act.do === 'start_now') {
      if (active() !== undefined) return 409
      add({ status: 'running', attempt: 1 })
      return 202
    }
    return toJob(act, jobs.get(act.n)!)
  }

  /** What follows by itself. */
  function reconcile (): void {
    const lost = line().find(({ after }) =>
      after.some(n => {
        const other = jobs.get(n)
        return other === undefined || other.status === 'error'
      })
    )
    if (lost !== undefined) { Object.assign(lost, { status: 'error', rank: null }); reconcile(); return }
    const next = line().find(({ after }) => after.every(n => jobs.get(n)?.status === 'completed'))
    if (held || active() !== undefined || next === undefined) return
    next.status = 'running'
    next.attempt++
  }

  return {
    all,
    active,
    line,
    held: () => held,
    /** Does it, and all that follows; returns the status of the reply, 0 for what no request does. */
    act (act: Act): number {
      const status = perform(act)
      reconcile()
      return status
    },
    /** Takes over what a server says, where acts came all at once and any order of them was right. */
    adopt (found: ModelJob[], is_held: boolean): void {
      jobs.clear()
      for (const job of found) jobs.set(job.number, job)
      last = Math.max(last, ...found.map(({ number }) => number))
      held = is_held
    },
    /** The next number; the server may have given some away for jobs that are gone. */
    last: () => last
  }
}
export type QueueModel = ReturnType<typeof createQueueModel>
