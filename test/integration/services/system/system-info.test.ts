import t from 'tap'
import { fileURLToPath } from 'node:url'
import { Value } from '@sinclair/typebox/value'
import { SystemInfo, SystemProcesses, SystemResources } from '../../../../core/contract/system.ts'
import { createNvidia } from '../../../../services/system/nvidia.ts'
import { createPythonFinder } from '../../../../services/system/python.ts'
import { createSystemService } from '../../../../services/system/system-info.ts'
import { createTelemetry } from '../../../../services/system/telemetry.ts'
import { trainerInfo } from '../../../../services/system/trainer-info.ts'
import { createOneTrainer } from '../../../../services/onetrainer/onetrainer.ts'
import { packageRoot } from '../../../../services/files/package-root.ts'
import { createManualClock } from '../../../helpers/manual-clock.ts'

const fixture = (name: string) => fileURLToPath(new URL(`../../../fixtures/${name}`, import.meta.url))

t.test('[Y9] Python is searched for once, and the message for a missing one says what to do', async t => {
  const find = async (program: string, limit_ms = 10_000) =>
    await createPythonFinder({ clock: createManualClock(), program, limit_ms }).find()
  t.match(await find('python3'), { available: true, version: /^3\.\d+/, program: /python/ })
  t.match(await find(fixture('python/ancient')), {
    available: false, version: '3.8.20',
    message: /too old; install .* or set ONETRAINER_PYTHON/
  })
  t.match(await find(fixture('python/not-python')), { available: false, message: /not a Python interpreter/ })
  t.match(await find('/no/such/python'), { available: false, message: /no program.*ONETRAINER_PYTHON/ })
  t.match(await find(fixture('python/deaf'), 50), { available: false, message: /did not answer/ })
})

t.test('a Python that was missing is looked for again after a while', async t => {
  const clock = createManualClock()
  const finder = createPythonFinder({ clock, program: '/no/such/python' })
  const first = await finder.find()
  t.equal(await finder.find(), first)
  clock.advance(30_000)
  t.not(await finder.find(), first)
})

t.test('the trainer is the built-in one until ONETRAINER_DIR names a checkout', async t => {
  const python = {
    find: async () => ({
      available: true, program: '/usr/bin/python3', version: '3.11.7', message: 'Python 3.11.7 at /usr/bin/python3'
    })
  }
  const commit = 'a'.repeat(40)
  const checkout = t.testdir({
    modules: { trainer: { 'GenericTrainer.py': '' } },
    '.git': { HEAD: 'ref: refs/heads/master\n', refs: { heads: { master: commit + '\n' } } }
  })
  t.match(await trainerInfo({ python, version: '1.2.3' }), { kind: 'builtin', available: true, version: '1.2.3' })
  const onetrainer = (dir: string) =>
    createOneTrainer({
      dir,
      search: { python: 'python3', hints: {} },
      places: { package_root: packageRoot(), state_dir: t.testdirName },
      env: { PATH: dir },
      clock: createManualClock(),
      others: () => [],
      report: () => undefined
    })
  const found = onetrainer(checkout)
  t.teardown(() => { found.close() })
  t.match(await trainerInfo({ python, version: '1.2.3', onetrainer: found }), {
    kind: 'onetrainer', available: false, version: commit.slice(0, 12), message: /git is not on the PATH.*install git/
  })
  t.match(await trainerInfo({ python, version: '1.2.3', onetrainer: onetrainer(t.testdirName + '/modules') }), {
    kind: 'onetrainer', available: false,
    message: /not a OneTrainer checkout.*set ONETRAINER_DIR/
  })
})

t.test(
  '[Y11] the facts of this machine are as the contract says, and the process list is read at most every two seconds',
  async t => {
    const clock = createManualClock()
    const nvidia = createNvidia({ clock, program: fixture('nvidia-smi/two-gpus') })
    const telemetry = createTelemetry({ clock, nvidia })
    t.teardown(() => {
      telemetry.close()
      nvidia.close()
    })
    const si = (await import('systeminformation')).default
    let listings = 0
    const system = createSystemService({
      clock, telemetry, nvidia,
      server: { name: 'x', version: '1.0.0', started_at: '2026-01-01T00:00:00.000Z', state_dir: t.testdir() },
      trainer: async () => await trainerInfo({ python: createPythonFinder({ clock }), version: '1.0.0' }),
      pids: () => ({ runners: [], trainers: [] }),
      sources: {
        facts: {
          cpu: async () => await si.cpu(),
          osInfo: async () => await si.osInfo(),
          fsSize: async () => await si.fsSize(),
          processes: async () => {
            listings++
            return await si.processes()
          }
        }
      }
    })
    const info = await system.info()
    t.same([...Value.Errors(SystemInfo, info)], [])
    t.equal(info.gpus.length, 2)
    const asked = system.resources()
    clock.advance(250)
    const resources = await asked
    t.same([...Value.Errors(SystemResources, resources)], [])
    t.equal(resources.gpu_utilization_percent, 87)
    const [one, two] = await Promise.all([system.processes(), system.processes()])
    t.same([...Value.Errors(SystemProcesses, one)], [])
    t.same(one, two)
    t.equal(one.processes[0]?.role, 'server')
    t.equal(listings, 1)
    clock.advance(2000)
    await system.processes()
    t.equal(listings, 2)
  }
)
