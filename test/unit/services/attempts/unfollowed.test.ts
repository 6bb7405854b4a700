import t from 'tap'
import type { RunProcess, RunProcesses } from '../../../../core/processes/run-processes.ts'
import { createUnfollowedTrainings } from '../../../../services/attempts/unfollowed.ts'
import { attachAttempt, newJob } from '../../../../services/jobs/live-job.ts'
import type { LiveJob } from '../../../../services/jobs/live-job.ts'
import { newRecord } from '../../../../services/jobs/new-record.ts'
import { createDeviceAllocator } from '../../../../services/queue/device-allocator.ts'

const idOf = (number: number): string => `019a4f6e-7b1c-7c3e-9d2a-00000000000${number}`
const newLiveJob = (job_number: number): LiveJob => newJob(newRecord({
  job_id: idOf(job_number), job_number, job_slug: `job_aaaaaaa${job_number}`, job_name: `Training ${job_number}`,
  trainer: 'builtin', created_at: '2026-01-01T00:00:00.000Z'
}), {})

/** A machine with a process for each of these numbers of jobs, all in their first attempt. */
function setUp (
  numbers: number[],
  { devices = ['cpu'], unkillable = false }: { devices?: string[] | null, unkillable?: boolean } = {}
) {
  const processOf = (number: number): RunProcess & { folder: NonNullable<RunProcess['folder']> } => ({
    role: 'trainer', folder: { runs_dir: '/runs', job_id: idOf(number), attempt: 1 }, cookie: 'c', devices,
    identity: { pid: 100 + number, start_ticks: 1 }
  })
  let alive = numbers.map(processOf)
  const jobs: LiveJob[] = []
  const damaged: LiveJob[] = []
  const ended: string[] = []
  const runs: RunProcesses = {
    list: () => alive,
    of: ({ job_id }) => {
      async function end (): Promise<boolean> {
        ended.push(job_id)
        if (!unkillable) alive = alive.filter(({ folder }) => folder.job_id !== job_id)
        return !unkillable
      }
      return { list: () => alive.filter(({ folder }) => folder.job_id === job_id), end, awaitGone: end }
    }
  }
  const unfollowed = createUnfollowedTrainings({
    runs, attemptDir: (job_id, attempt) => `/runs/${job_id}/a${attempt}`, log: { warn: () => {} },
    registry: { byId: id => jobs.find(({ record }) => record.job_id === id), damaged: () => damaged },
    isAlive: ({ runner }) => alive.some(({ identity }) => identity.pid === runner.pid)
  })
  const allocator = createDeviceAllocator({
    registry: { all: () => jobs }, unfollowed,
    devices: {
      list: async () => [{ device: 'cpu', name: 'CPU', index: null }], freed: async () => {}, gpuProblem: () => null
    }
  })
  return { jobs, damaged, ended, unfollowed, allocator }
}

t.test('[Q51] processes whose job is unknown, or whose attempt is over, are ended before a device is given', async t => {
  const { jobs, ended, allocator } = setUp([1, 2])
  jobs.push(newLiveJob(2)) // nobody follows an attempt of it
  const next = newLiveJob(3)
  await allocator.refresh()
  t.strictSame(ended, [idOf(1), idOf(2)])
  t.strictSame([...allocator.freeFor([next])], ['cpu'])
})

t.test('[Q51] the attempt that is followed, and those of damaged jobs, are left alone', async t => {
  const { jobs, damaged, ended, unfollowed, allocator } = setUp([1, 2, 3])
  const followed = newLiveJob(1)
  Object.assign(followed.position, { attempt: 1 })
  attachAttempt(followed, {
    send: async () => null, runnerPid: () => null, begun: Promise.resolve(), over: new Promise(() => {}),
    release: async () => {}
  })
  const watched = newLiveJob(3)
  jobs.push(followed, watched)
  damaged.push(newLiveJob(2))
  unfollowed.add(watched, 1)
  await allocator.refresh()
  t.strictSame(ended, [])
  t.strictSame(unfollowed.list().map(({ job }) => job?.record.job_number), [2, 3])
  unfollowed.remove(watched)
  t.strictSame(unfollowed.list().map(({ job }) => job?.record.job_number), [2])
})

t.test('[Q52] a process that cannot be ended keeps its device; where that is not known, it has all', async t => {
  for (const devices of [['cpu'], null]) {
    const { ended, allocator } = setUp([1], { devices, unkillable: true })
    const next = newLiveJob(3)
    await allocator.refresh()
    t.strictSame(ended, [idOf(1)])
    t.strictSame([...allocator.freeFor([next])], [])
    t.strictSame(allocator.blockersOf(next), [`cpu is taken by a process of job ${idOf(1)}, which is gone`])
    t.match(allocator.list(), [{ device: 'cpu', job: null }])
  }
  const { allocator } = setUp([1], { devices: ['GPU-1'], unkillable: true })
  await allocator.refresh()
  t.strictSame([...allocator.freeFor([newLiveJob(3)])], ['cpu'])
  t.match(allocator.list().map(({ device }) => device), ['cpu', 'GPU-1'])
})
