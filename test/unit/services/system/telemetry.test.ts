import t from 'tap'
import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseGpuLine } from '../../../../services/system/gpu-line.ts'
import { createNvidia } from '../../../../services/system/nvidia.ts'
import { createTelemetry } from '../../../../services/system/telemetry.ts'
import { cpuTimes, createCpuMeter } from '../../../../services/system/cpu.ts'
import { parseMeminfo, readMemory } from '../../../../services/system/memory.ts'
import type { Nvidia } from '../../../../services/system/nvidia.ts'
import { createManualClock } from '../../../helpers/manual-clock.ts'
import { untilSeen } from '../../../helpers/until-seen.ts'

const fixture = (name: string) => fileURLToPath(new URL(`../../../fixtures/nvidia-smi/${name}`, import.meta.url))

const noGpus: Nvidia = {
  start: () => undefined, stop: () => undefined, gpus: () => [], problem: () => null, first: async () => [],
  close: () => undefined
}

/** Messages in the order they come; `next()` waits for one. */
function inbox () {
  const kept: string[] = []
  const waiting: Array<(message: string) => void> = []
  return {
    put: (message: string) => {
      const go = waiting.shift()
      if (go === undefined) kept.push(message)
      else go(message)
    },
    next: async () => kept.shift() ?? await new Promise<string>(resolve => { waiting.push(resolve) }),
    count: () => kept.length
  }
}

t.test('[Y1] a GPU line is read field by field: 0 is 0 and [N/A] is null', async t => {
  t.same(parseGpuLine('2, 1, GPU-b, NVIDIA T400, 550.54, 0, 0, 2048, 0, [N/A], 31.5'), {
    count: 2,
    gpu: {
      index: 1, uuid: 'GPU-b', name: 'NVIDIA T400', driver_version: '550.54', utilization_percent: 0, memory_used_gb: 0,
      memory_total_gb: 2, temperature_celsius: 0, power_draw_watts: null, power_limit_watts: 31.5
    }
  })
  t.equal(parseGpuLine('1, 0, GPU-a, Odd, Name, Inc, 550, 5, 1, 2, 3, 4, 5')?.gpu.name, 'Odd, Name, Inc')
  t.equal(parseGpuLine('1, 0, GPU-a, [N/A], 550, [Unknown Error], 1, 2, 3, 4, 5')?.gpu.name, 'GPU 0')
  t.equal(
    parseGpuLine('1, 0, GPU-a, X, 550, 250, 1, 2, 3, 4, 5')?.gpu.utilization_percent,
    null,
    'an impossible load is unknown'
  )
  for (const line of [
    '', 'No devices were found',
    'NVIDIA-SMI has failed because it could not communicate with the driver',
    'a, b, c, d, e, f, g, h, i, j, k'
  ]) { t.equal(parseGpuLine(line), null, line) }
})

t.test('[Y1] every GPU is reported, in order', async t => {
  const nvidia = createNvidia({ clock: createManualClock(), program: fixture('two-gpus') })
  t.teardown(nvidia.close)
  const gpus = await nvidia.first()
  t.same(
    gpus.map(({ index, utilization_percent, memory_used_gb, power_draw_watts, power_limit_watts }) =>
      [index, utilization_percent, memory_used_gb, power_draw_watts, power_limit_watts]),
    [
      [0, 87, 20, 402.51, 450], [1, 0, 0, null, null]
    ]
  )
})

t.test('[Y2] without nvidia-smi there are no GPUs, and it is not looked for again', async t => {
  const clock = createManualClock()
  const reports = inbox()
  const nvidia = createNvidia({ clock, program: fixture('no-such-program'), report: reports.put })
  t.teardown(nvidia.close)
  t.same(await nvidia.first(), [])
  clock.advance(600_000)
  t.same(await nvidia.first(), [])
  t.equal(clock.timers(), 0)
  t.equal(reports.count(), 0)
})

t.test('[Y3] a nvidia-smi that dies is started again, each time after a longer while', async t => {
  const clock = createManualClock()
  const reports = inbox()
  const nvidia = createNvidia({ clock, program: fixture('crashing'), report: reports.put })
  t.teardown(nvidia.close)
  t.equal((await nvidia.first())[0]?.utilization_percent, 12)
  for (const seconds of [1, 2, 4, 8, 16, 32, 60, 60]) {
    t.equal(await reports.next(), `nvidia-smi ended (9); restarting it in ${seconds} s`)
    clock.advance(seconds * 1000 - 1)
    t.equal(reports.count(), 0)
    clock.advance(1)
  }
  await reports.next()
})

t.test('[T93] nvidia-smi that ends twice in a row is trouble until it gives readings for a while', async t => {
  const clock = createManualClock()
  const [reports, troubles] = [inbox(), inbox()]
  const nvidia = createNvidia({
    clock, program: fixture('crashing'), report: reports.put, onTrouble: cause => { troubles.put(String(cause)) }
  })
  t.teardown(nvidia.close)
  await nvidia.first()
  await reports.next()
  t.equal(troubles.count(), 0, 'once is no trouble')
  nvidia.stop()
  nvidia.start()
  await reports.next()
  clock.advance(1000)
  await reports.next()
  t.equal(await troubles.next(), 'exit code 9')
  nvidia.stop()
  clock.advance(2000)
  await reports.next()
  t.equal(await troubles.next(), 'exit code 9', 'nobody listens, and it is still looked for')
})

t.test('[T93] nvidia-smi that works again ends its trouble, and rests where nobody listens', async t => {
  const clock = createManualClock()
  const troubles = inbox()
  const dir = t.testdir({ tool: '#!/bin/sh\nexit 9\n' })
  const program = join(dir, 'tool')
  chmodSync(program, 0o755)
  const reports = inbox()
  const nvidia = createNvidia({
    clock, program, report: reports.put, onTrouble: cause => { troubles.put(String(cause)) }
  })
  t.teardown(nvidia.close)
  nvidia.start()
  await reports.next()
  clock.advance(1000)
  t.equal(await troubles.next(), 'exit code 9')
  nvidia.stop()
  await reports.next()
  writeFileSync(program, '#!/bin/sh\nwhile :; do echo "1, 0, GPU-a, X, 550, 1, 1, 1, 1, 1, 1"; sleep 0.01; done\n')
  clock.advance(2000)
  clock.jump(30_000)
  t.equal(await troubles.next(), 'null')
  await untilSeen(() => clock.timers() === 0 ? true : null)
})

t.test('[T93] a machine whose load cannot be read is trouble, and its figures are unknown', async t => {
  const clock = createManualClock()
  const troubles: Array<string | null> = []
  let broken = true
  const telemetry = createTelemetry({
    clock, nvidia: noGpus, onTrouble: cause => { troubles.push(cause) },
    sources: {
      cpu: { read: () => 1, reset: () => undefined },
      memory () {
        if (broken) throw Object.assign(new Error('gone'), { code: 'EIO' })
        return readMemory()
      }
    }
  })
  t.teardown(telemetry.close)
  t.match(telemetry.current(), { ram_used_gb: null, cpu_percent: null })
  t.equal(troubles.at(-1), 'EIO')
  broken = false
  clock.advance(2000)
  t.equal(troubles.at(-1), null)
})

t.test('[Y4] readings that are too old are unknown, while the name of the GPU stays', async t => {
  const clock = createManualClock()
  const nvidia = createNvidia({ clock, program: fixture('two-gpus') })
  t.teardown(nvidia.close)
  await nvidia.first()
  nvidia.stop()
  clock.advance(10_001)
  t.match(nvidia.gpus()[0], {
    name: 'NVIDIA GeForce RTX 4090', utilization_percent: null, memory_used_gb: null, memory_total_gb: 23.99,
    temperature_celsius: null
  })
})

t.test('[Y3] a nvidia-smi that hangs is killed and started again', async t => {
  const clock = createManualClock()
  const reports = inbox()
  const nvidia = createNvidia({ clock, program: fixture('silent'), report: reports.put })
  t.teardown(nvidia.close)
  const first = nvidia.first()
  clock.advance(3000)
  t.same(await first, [], 'nobody waits for it for ever')
  clock.advance(7000)
  t.equal(await reports.next(), 'nvidia-smi ended (SIGKILL); restarting it in 1 s')
})

t.test('a GPU that is no longer named is no longer shown', async t => {
  const reports = inbox()
  const nvidia = createNvidia({ clock: createManualClock(), program: fixture('losing-one'), report: reports.put })
  t.teardown(nvidia.close)
  nvidia.start()
  await reports.next()
  t.same(nvidia.gpus().map(gpu => gpu.index), [0])
})

t.test('a line without an end is dropped and the next one is read', async t => {
  const nvidia = createNvidia({ clock: createManualClock(), program: fixture('endless-line') })
  t.teardown(nvidia.close)
  t.equal((await nvidia.first()).length, 1)
})

t.test('[Y5] CPU load is measured between two readings of the cores', async t => {
  const looks = [
    { busy: 100, total: 1000 }, { busy: 150, total: 1100 }, { busy: 150, total: 1200 }, { busy: 150, total: 1200 }
  ]
  const cpu = createCpuMeter(() => looks.shift() ?? { busy: 0, total: 0 })
  t.same([cpu.read(), cpu.read(), cpu.read(), cpu.read()], [null, 50, 0, null])
  let asked = 0
  const rested = createCpuMeter(() => ({ busy: ++asked, total: asked * 2 }))
  t.same([rested.read(), rested.read()], [null, 50])
  rested.reset()
  t.equal(rested.read(), null, 'the time of the rest is none that was measured')
  t.same(cpuTimes([{ times: { user: 1, nice: 2, sys: 3, idle: 4, irq: 5 } }]), { busy: 11, total: 15 })
})

t.test('[Y6] used memory excludes what caches would release', async t => {
  const gib = (count: number) => count * 1024 * 1024
  t.same(
    parseMeminfo(
      `MemTotal:  ${gib(16)} kB\nMemFree: ${gib(1)} kB\nMemAvailable:   ${gib(10)} kB\nSwapTotal: 0 kB\nSwapFree: ` +
      '0 kB\n'
    ),
    { ram_used_gb: 6, ram_total_gb: 16, swap_used_gb: 0, swap_total_gb: 0 }
  )
  t.same(parseMeminfo('nothing'), { ram_used_gb: null, ram_total_gb: null, swap_used_gb: null, swap_total_gb: null })
  const fallback = readMemory('/no/such/meminfo')
  t.ok((fallback.ram_total_gb ?? 0) > 0)
  t.equal(fallback.swap_total_gb, null)
})

/** A machine with one GPU that counts how often it was started and stopped. */
function still () {
  const calls: string[] = []
  const gpu = {
    index: 0, uuid: null, name: 'x', driver_version: null, utilization_percent: 5, memory_used_gb: 1,
    memory_total_gb: 2, temperature_celsius: null, power_draw_watts: null, power_limit_watts: null
  }
  const nvidia: Nvidia = {
    start: () => {
      calls.push('start')
    },
    stop: () => {
      calls.push('stop')
    },
    gpus: () => [gpu],
    problem: () => null,
    first: async () => [gpu],
    close: () => {}
  }
  let busy = 0
  const cpu = createCpuMeter(() => ({ busy: busy++, total: busy * 4 }))
  return {
    calls, nvidia,
    sources: {
      cpu, memory: () => ({ ram_used_gb: 0, ram_total_gb: null, swap_used_gb: null, swap_total_gb: null })
    }
  }
}

t.test('[Y7] measurements are sent each interval while somebody listens, and otherwise nothing runs', async t => {
  const clock = createManualClock()
  const machine = still()
  const telemetry = createTelemetry({ clock, ...machine, interval_ms: 2000 })
  t.teardown(telemetry.close)
  t.equal(clock.timers(), 0)
  t.same(machine.calls, [])
  const seen: string[] = []
  const stop = telemetry.subscribe(stats => { seen.push(stats.timestamp) })
  clock.advance(6000)
  t.same(seen, ['2026-01-01T00:00:02.000Z', '2026-01-01T00:00:04.000Z', '2026-01-01T00:00:06.000Z'])
  stop()
  clock.advance(2000)
  t.equal(seen.length, 3)
  t.same(machine.calls, ['start', 'stop'])
  t.equal(clock.timers(), 0)
})

t.test('[Y7] occasional requests keep the measurements running', async t => {
  const clock = createManualClock()
  const machine = still()
  const telemetry = createTelemetry({ clock, ...machine })
  t.teardown(telemetry.close)
  t.match(telemetry.current(), {
    cpu_percent: null, ram_used_gb: 0, ram_total_gb: null, gpu_utilization_percent: 5, gpu_memory_used_gb: 1
  })
  clock.advance(8000)
  t.type(telemetry.current().cpu_percent, 'number')
  clock.advance(8000)
  t.same(machine.calls, ['start'])
  clock.advance(4000)
  t.same(machine.calls, ['start', 'stop'])
  const fresh = telemetry.fresh()
  clock.advance(250)
  t.type((await fresh).cpu_percent, 'number', 'who asks first waits for two looks at the cores')
})

t.test('a listener that fails does not keep the figures from the others', async t => {
  const clock = createManualClock()
  const reports: unknown[] = []
  const telemetry = createTelemetry({ clock, ...still(), report: error => { reports.push(error) } })
  t.teardown(telemetry.close)
  let heard = 0
  telemetry.subscribe(() => { throw new Error('deaf') })
  telemetry.subscribe(() => { heard++ })
  clock.advance(2000)
  t.equal(heard, 1)
  t.match(reports, [{ message: 'deaf' }])
})
