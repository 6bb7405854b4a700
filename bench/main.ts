import { readFileSync, writeFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { join } from 'node:path'
import { packageRoot } from '../services/files/package-root.ts'
import { benches } from './benches.ts'
import type { Bench } from './benches.ts'
import { judge } from './measurement.ts'
import type { Measurement } from './measurement.ts'
import { report, withPart } from './report.ts'
import { createSandbox } from './sandbox.ts'
import { webBenches } from './web/web-benches.ts'

/**
 * `npm run bench` runs every bench of the server, `npm run bench:web` those of the pages; or those that are named, one
 * after the other. They print a line of JSON for each metric. With --write, all of them run and their part of
 * docs/benchmarks.md is made of the measurements.
 */
const patience_ms = 900_000
const [load_before = 0] = loadavg()
const flags = ['--write', '--web']
const write = process.argv.includes('--write')
const isWeb = process.argv.includes('--web')
const [suite, title, command] = isWeb
  ? [webBenches, 'Benchmarks of the pages', 'npm run bench:web']
  : [benches, 'Benchmarks', 'npm run bench']
const named = process.argv.slice(2).filter(argument => !flags.includes(argument))
const unknown = named.filter(name => !suite.some(bench => bench.name === name))

if (unknown.length > 0 || (write && named.length > 0)) {
  console.error(
    `Usage: ${command} -- [${suite.map(bench => bench.name).join(' | ')}]…, or ${command} -- --write for ` +
    'all of them and docs/benchmarks.md'
  )
  process.exitCode = 2
} else {
  const measurements: Measurement[] = []
  for (const bench of suite.filter(({ name }) => named.length === 0 || named.includes(name))) {
    try {
      await measure(bench, measurements)
    } catch (error) {
      console.error(error)
      process.exitCode = 1
    }
  }
  if (write && process.exitCode === undefined) {
    const path = join(packageRoot(), 'docs/benchmarks.md')
    const part = report({ title, command, benches: suite }, measurements, load_before)
    writeFileSync(path, withPart(readFileSync(path, 'utf8'), part))
  }
}

/**
 * Runs one bench, prints its measurements as they come and leaves nothing behind, even when it fails or is interrupted.
 */
async function measure ({ name, run }: Bench, measurements: Measurement[]): Promise<void> {
  const place = createSandbox(name)
  const interrupted = (): void => { void place.clear().finally(() => { process.exit(130) }) }
  // what it waits for has ended then, and it fails
  const gives_up = setTimeout(() => { void place.clear() }, patience_ms)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, interrupted)
  try {
    for await (const measured of run(place)) {
      const measurement = judge(measured, { node: process.version, cpus: machine(), at: new Date().toISOString() })
      measurements.push(measurement)
      console.log(JSON.stringify(measurement))
    }
  } finally {
    clearTimeout(gives_up)
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, interrupted)
    await place.clear()
  }
}

function machine (): string {
  const all = cpus()
  return `${all.length} × ${all[0]?.model.trim() ?? 'unknown'}`
}
