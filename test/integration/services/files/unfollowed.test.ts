import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { isAnyAlive } from '../../../helpers/alive.ts'
import { jobsOf, onCall, running } from '../../../helpers/jobs.ts'
import { stateDir } from '../../../helpers/server-process.ts'
import { testApp } from '../../../helpers/test-app.ts'

/** Damages that leave a job of which no server can follow the attempt that runs. */
const cases: Array<[file: string, damage: (path: string) => void]> = [
  ['job.json', path => { writeFileSync(path, '{') }],
  ['job.json', path => { rmSync(path) }],
  ['config.json', path => { writeFileSync(path, '') }],
  ['a1/spec.json', path => { writeFileSync(path, readFileSync(path, 'utf8').slice(0, 300)) }],
  ['a1/spec.json', path => { writeFileSync(path, '{"devices": ["cpu"]}') }]
]

for (const [index, [file, damage]] of cases.entries()) {
  t.test(`[T9] a training whose ${file} is damaged keeps its device until its process ends (${index})`, async t => {
    const state_dir = stateDir(t)
    const env = { ...onCall, STATE_DIR: state_dir }
    const first = await testApp(t, env)
    const before = jobsOf(first, await first.stream(), state_dir)
    const { job_id } = await before.create()
    await before.until(job_id, running)
    await first.app.close()
    const folder = join(state_dir, 'runs', job_id)
    const processes = JSON.parse(readFileSync(join(folder, 'a1/runner.json'), 'utf8'))
    damage(join(folder, file))

    const second = await testApp(t, env)
    const after = jobsOf(second, await second.stream(), state_dir)
    t.match(await second.ask(`/api/v1/training-jobs/${job_id}`), { body: { reason: 'record_damaged' } })
    t.match(await second.ask('/api/training/start', { body: {} }), { status: 409, body: { code: 'already_running' } })
    t.match(await after.remove(job_id), { status: 409, body: { code: 'job_active' } })
    const next = await after.create()
    const { body: { waiting, devices } } = await second.ask('/api/v1/queue')
    t.match(waiting, [{ job_id: next.job_id, queue: { waiting_for: 'cpu is taken by Training 1' } }])
    t.match(devices, [{ device: 'cpu', job_id }])

    t.ok(isAnyAlive(processes), 'it trains on')
    before.endAttempt(job_id, 'finish')
    while (isAnyAlive(processes)) await second.ask('/api/v1/queue')
    await after.hold(false) // a round, sooner than the next one is due
    await after.until(next.job_id, running)
    t.notOk(existsSync(join(state_dir, 'collisions')), 'no two trainings had the device at once')
    before.endAttempt(next.job_id, 'finish')
  })
}

t.test('[T9] a process is identified by its start time and the boot of the machine, not by its pid alone', t => {
  const text = readFileSync('/proc/self/stat', 'latin1')
  const start_ticks = Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[19])
  const boot_id = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()
  const runner = { pid: process.pid, start_ticks }
  const dead = { pid: 2 ** 22 + 1, start_ticks: 1 }
  t.ok(isAnyAlive({ boot_id, runner, trainer: null }))
  t.ok(isAnyAlive({ boot_id: null, runner: dead, trainer: { pid: process.pid, start_ticks: null } }))
  t.notOk(isAnyAlive({ boot_id, runner: { ...runner, start_ticks: start_ticks + 1 }, trainer: null }))
  t.notOk(isAnyAlive({ boot_id: 'of another boot', runner, trainer: runner }))
  t.notOk(isAnyAlive({ boot_id, runner: dead, trainer: dead }))
  t.end()
})
