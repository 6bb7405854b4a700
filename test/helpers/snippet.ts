import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Test } from 'tap'
import { createSeen } from './seen.ts'
import type { TestApp } from './test-app.ts'
import { root } from './tree.ts'

/** What a snippet called, and with what. */
export interface Call { what: string, args: unknown[] }

/** The documented clients, as they were given. */
export const seeds = join(root, 'test/fixtures/seeds')

/** Runs a snippet unchanged but for address and job, and tells what it did. A wait ends when the training fails. */
export function snippet (t: Test, { host, fault }: TestApp, name: string, job = '1') {
  const child = spawn(
    process.execPath,
    ['--experimental-websocket', '--no-warnings', join(seeds, 'run.mjs'), join(seeds, name), host, job],
    { stdio: ['pipe', 'pipe', 'inherit'] }
  )
  t.teardown(() => { child.kill('SIGKILL') })
  const { all, add, until, fail } = createSeen<Call>(fault)
  createInterface(child.stdout).on('line', line => { add(JSON.parse(line) as Call) })
  const ended = new Promise<number | null>(resolve => { child.once('close', resolve) })
  void ended.then(() => { fail(new Error(`${name} ended before it came: ${JSON.stringify(all.slice(-5))}`)) })
  return {
    child, made: all, until, ended,
    calls: (what: string): unknown[][] => all.filter(one => one.what === what).map(({ args }) => args)
  }
}
