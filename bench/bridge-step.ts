import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { packageRoot } from '../services/files/package-root.ts'
import { median } from './measurement.ts'
import type { Measured } from './measurement.ts'

const rounds = 3
const run = promisify(execFile)

/** What bench/wire.py prints. */
interface WireTimes { p50_us: number, p99_us: number, floor_p50_us: number, floor_p99_us: number }

/** What the lines of a step cost the thread that trains, beside a step without lines. */
export async function * bridgeStep (): AsyncGenerator<Measured> {
  const measured: WireTimes[] = []
  for (let round = 0; round < rounds; round++) {
    const { stdout } = await run('python3', ['-B', join(packageRoot(), 'bench/wire.py')])
    measured.push(JSON.parse(stdout) as WireTimes) // as: its one line
  }
  const of = (name: keyof WireTimes): number => median(measured.map(times => times[name]))
  yield {
    bench: 'bridge-step', metric: 'p50 of a step', value: of('p50_us'), unit: 'µs', floor: of('floor_p50_us'),
    target: { at_most: 50 }
  }
  yield { bench: 'bridge-step', metric: 'p99 of a step', value: of('p99_us'), unit: 'µs', floor: of('floor_p99_us') }
}
