import t from 'tap'
import { chmodSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Gpu } from '../../../../core/contract/system.ts'
import { createComputeApps, parseComputeApps } from '../../../../services/system/compute-apps.ts'
import type { ComputeApps, ComputeAppsAnswer } from '../../../../services/system/compute-apps.ts'
import { createJobMemory } from '../../../../services/system/job-memory.ts'
import type { JobAtWork } from '../../../../services/system/job-memory.ts'
import { createManualClock } from '../../../helpers/manual-clock.ts'
import { untilSeen } from '../../../helpers/until-seen.ts'

const fixture = (name: string) => fileURLToPath(new URL(`../../../fixtures/nvidia-smi/${name}`, import.meta.url))
const MIB = 2 ** 20

const gpu = (uuid: string, memory_used_gb: number | null = 1): Gpu => ({
  index: 0, uuid, name: 'x', driver_version: null, utilization_percent: 5, memory_used_gb,
  memory_total_gb: 2, temperature_celsius: null, power_draw_watts: null, power_limit_watts: null
})
const gpus = [gpu('GPU-aaaa'), gpu('GPU-bbbb')]
const job = (fields: Partial<JobAtWork> = {}): JobAtWork =>
  ({ job_number: 7, runner_pid: 41, trainer_pid: 4242, devices: ['GPU-aaaa'], ...fields })

/** A trainer with a worker, beside a process of somebody else. */
const processes = {
  rows: () => [
    { pid: 41, parent: 1, group: 41, session: 41 }, { pid: 4242, parent: 41, group: 4242, session: 4242 },
    { pid: 4243, parent: 4242, group: 4242, session: 4242 }, { pid: 99, parent: 1, group: 99, session: 99 }
  ],
  residentBytes: (pid: number) => ({ 4242: 1024 * MIB, 4243: 512 * MIB, 99: 4096 * MIB })[pid] ?? null
}

/** Answers of nvidia-smi without it, and how often it was asked. */
function fakeApps (answer: ComputeAppsAnswer | null) {
  const seen = { asked: 0, answer }
  const apps: ComputeApps = { ask: () => { seen.asked++ }, answer: () => seen.answer, rest: () => undefined }
  return { seen, apps }
}

const measure = (jobs: JobAtWork[], answer: ComputeAppsAnswer | null, from = processes) =>
  createJobMemory({ clock: createManualClock(), jobs: () => jobs, apps: fakeApps(answer).apps, processes: from })
    .read(gpus)

t.test('[Y232] the memory of a job is that of its trainer and what that started, of nobody else', async t => {
  const clock = createManualClock()
  const apps = createComputeApps({ clock, program: fixture('two-gpus') })
  t.teardown(apps.rest)
  const memory = createJobMemory({ clock, jobs: () => [job()], apps, processes })
  t.match(memory.read(gpus), [{ gpus: [{ memory_used_gb: null, problem: /has not said yet/ }] }])
  await untilSeen(apps.answer)
  t.strictSame(memory.read(gpus), [{
    job_number: 7, ram_used_gb: 1.5,
    gpus: [
      { uuid: 'GPU-aaaa', memory_used_gb: 9.8, problem: null },
      {
        uuid: 'GPU-bbbb', memory_used_gb: null,
        problem: 'nvidia-smi does not say how much memory each process uses, as under WSL'
      }
    ]
  }])
  memory.rest()
  t.strictSame([apps.answer(), clock.timers()], [null, 0])
})

t.test('[Y233] memory of a job that nvidia-smi does not tell is unknown, with the reason, and never 0', async t => {
  const [hidden] = measure([job()], { apps: [{ uuid: 'GPU-aaaa', pid: 99, memory_mib: 5 }] })
  const problem = /does not list the processes of this job/
  t.match(hidden?.gpus, [{ uuid: 'GPU-aaaa', memory_used_gb: null, problem }])
  t.match(measure([job({ devices: null })], { apps: [] })[0]?.gpus, [{ uuid: 'GPU-aaaa' }, { uuid: 'GPU-bbbb' }],
    'a job whose devices are not known may use each')
  t.strictSame(measure([job({ devices: ['cpu'] })], { apps: [] })[0]?.gpus, [], 'nor is a GPU invented for a CPU job')
  t.match(measure([job()], { problem: 'because' })[0]?.gpus, [{ memory_used_gb: null, problem: 'because' }])
  t.strictSame(measure([job({ runner_pid: null, trainer_pid: null })], null), [], 'a job without a process has none')
  const unread = { rows: () => null, residentBytes: () => null }
  t.equal(measure([job()], { apps: [] }, unread as unknown as typeof processes)[0]?.ram_used_gb, null) // as: narrower
})

t.test('[Y233] lines of nvidia-smi that name no process and no size are read as such', async t => {
  t.strictSame(parseComputeApps('GPU-a, 5, 0\nGPU-a, 6, [N/A]\n[N/A], 7, 8\nNo running processes found\nGPU-b, x, 1'), [
    { uuid: 'GPU-a', pid: 5, memory_mib: 0 }, { uuid: 'GPU-a', pid: 6, memory_mib: null }
  ])
})

t.test('[Y233] the words of a nvidia-smi that fails are the reason, also where it cannot be started', async t => {
  const clock = createManualClock()
  for (const [name, problem] of [['mismatch', /NVML: Driver/], ['no-such-program', /ENOENT/]] as const) {
    const apps = createComputeApps({ clock, program: fixture(name) })
    apps.ask()
    t.match(await untilSeen(apps.answer), { problem })
  }
  t.equal(clock.timers(), 0)
})

t.test('[Y234] processes are asked for at the pace of the readings, one question at a time', async t => {
  const clock = createManualClock()
  const dir = t.testdir({ tool: '#!/bin/sh\necho x >> "$(dirname "$0")/asked"\nexec sleep 600\n' })
  chmodSync(join(dir, 'tool'), 0o755)
  const apps = createComputeApps({ clock, program: join(dir, 'tool') })
  t.teardown(apps.rest)
  apps.ask()
  apps.ask()
  await untilSeen(() => existsSync(join(dir, 'asked')) || null)
  t.equal(clock.timers(), 1, 'the second one was not asked')
  clock.advance(10_000)
  t.match(await untilSeen(apps.answer), { problem: /nvidia-smi fails/ }, 'one that hangs is given up')
  clock.advance(10_001)
  t.equal(apps.answer(), null, 'an old answer is none')
})

t.test('[Y234] nothing is asked without a training or a GPU, and less often where it is in vain', async t => {
  const clock = createManualClock()
  const { seen, apps } = fakeApps({ apps: [{ uuid: 'GPU-aaaa', pid: 4243, memory_mib: 1 }] })
  const at_work: JobAtWork[] = []
  const memory = createJobMemory({ clock, jobs: () => at_work, apps, processes })
  const asked = (of: readonly Gpu[]) => { memory.read(of); return seen.asked }
  t.equal(asked(gpus), 0)
  at_work.push(job())
  t.equal(asked([]), 0)
  t.equal(asked([gpu('GPU-aaaa', null)]), 0, 'a GPU that gives no readings')
  t.strictSame([asked(gpus), asked(gpus)], [1, 2])
  seen.answer = { apps: [] }
  t.equal(asked(gpus), 3)
  clock.advance(7999)
  t.equal(asked(gpus), 3)
  clock.advance(1)
  t.equal(asked(gpus), 4)
})
