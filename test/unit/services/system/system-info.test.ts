import t from 'tap'
import { createSystemService } from '../../../../services/system/system-info.ts'
import type { SystemDeps } from '../../../../services/system/system-info.ts'
import { pickDisks } from '../../../../services/system/disks.ts'
import { pickProcesses } from '../../../../services/system/processes.ts'
import { checkServiceManager } from '../../../../services/system/service-manager-check.ts'
import { createManualClock } from '../../../helpers/manual-clock.ts'
import { packageRoot, packageVersion } from '../../../../services/files/package-root.ts'

t.test('[Y8] a training survives a restart unless systemd or a container would end it too', async t => {
  const base = {
    pid: 50, parent_pid: 1,
    cgroup: '0::/user.slice/user-0.slice/session-3.scope\n',
    in_container: false,
    kill_mode: async () => null
  }
  const service = { ...base, cgroup: '0::/system.slice/onetrainer-web-ui.service\n' }
  t.match(await checkServiceManager(base), { value: true })
  t.match(await checkServiceManager({ ...base, cgroup: null }), { value: true })
  t.match(await checkServiceManager({ ...base, pid: 1 }), { value: false, reason: /process 1/ })
  t.match(await checkServiceManager({ ...base, in_container: true }), { value: null, reason: /container/ })
  t.match(await checkServiceManager({ ...base, in_container: true, parent_pid: 7 }), {
    value: null, reason: /container/
  })
  t.match(await checkServiceManager(service), { value: false, reason: /KillMode/ })
  t.match(await checkServiceManager({ ...service, kill_mode: async () => 'control-group' }), {
    value: false, reason: /KillMode=control-group/
  })
  t.match(await checkServiceManager({ ...service, kill_mode: async () => 'process' }), { value: true })
  t.match(await checkServiceManager({ ...base, cgroup: '3:cpu:/x\n1:name=systemd:/system.slice/a.service\n' }), {
    value: false, reason: /a\.service/
  })
  const asked: unknown[] = []
  await checkServiceManager({
    ...base,
    cgroup: '0::/user.slice/user-1000.slice/user@1000.service/app.slice/ui.service',
    kill_mode: async (...args) => {
      asked.push(args)
      return null
    }
  })
  t.same(asked, [['ui.service', true]])
})

t.test('[Y10] our processes come first, then the busiest twenty, and none with its command line', async t => {
  const raw = (pid: number, cpu: number) => ({
    pid, parentPid: 1, name: `p${pid}`, cpu, mem: 0, memRss: 4, started: '', command: '--token=secret'
  })
  const all = Array.from({ length: 50 }, (_, index) => raw(index + 1, index))
  const picked = pickProcesses(all, { server: 7, runners: [3], trainers: [9, 999] })
  t.same(
    picked.slice(0, 4).map(one => [one.pid, one.role]),
    [
      [7, 'server'], [3, 'runner'], [9, 'trainer'], [50, 'other']
    ]
  )
  t.equal(picked.length, 23)
  t.notMatch(JSON.stringify(picked), 'secret')
  t.match(pickProcesses([raw(1, NaN)], { server: 1, runners: [], trainers: [] }), [
    { cpu_percent: null, ram_bytes: 4096 }
  ])
})

t.test('each file system is listed once, under its shortest path', async t => {
  const disk = (fs: string, mount: string, size = 2 ** 30) => ({ fs, mount, size, used: 0, available: size })
  t.same(pickDisks([disk('/dev/a', '/var/lib/x'), disk('/dev/a', '/'), disk('none', '/proc', 0)]), [
    { mount: '/', size_gb: 1, used_gb: 0, available_gb: 1 }
  ])
})

t.test('the package knows its folder and its version', async t => {
  t.equal(packageVersion(packageRoot()), packageVersion())
  t.throws(() => packageRoot('file:///'), /no package\.json/)
})

t.test('[Y12] a fact that the machine does not know is null, not a word or a number for it', async t => {
  const infoOf = async (distro: string, release: string, physicalCores: number) => {
    const deps: Partial<SystemDeps> = {
      clock: createManualClock(), server: { name: 'x', version: '1', started_at: '', state_dir: '/' },
      sources: {
        survival: async () => ({ value: true, reason: '' }),
        facts: {
          cpu: async () => ({ manufacturer: 'A', brand: 'B', physicalCores }),
          osInfo: async () => ({ distro, release }),
          fsSize: async () => [], processes: async () => ({ all: 0, list: [] })
        }
      }
    }
    const machine = { telemetry: { current: () => null }, nvidia: { first: async () => [], problem: () => null } }
    const info = await createSystemService({ ...deps, ...machine, trainer: async () => null } as unknown as SystemDeps)
      .info() // as: what info asks for is there
    return { os: info.os, physical_cores: info.cpu.physical_cores }
  }
  t.match(await infoOf('Debian', '13', 4), { os: { distribution: 'Debian', release: '13' }, physical_cores: 4 })
  t.match(await infoOf('unknown', '', 0), { os: { distribution: null, release: null }, physical_cores: null })
})
