import { closeSync, openSync, writeSync } from 'node:fs'
import { resolve } from 'node:path'
import { SECRET_VARIABLE } from '../core/contract/journal.ts'
import { errorCode } from '../core/domain/file-error.ts'
import { machineClock as clock } from '../core/machine-clock.ts'
import { openAttemptFolder } from './attempt-folder.ts'
import { createCrash } from './crash-points.ts'
import { machineDisk } from './disk.ts'
import { createProc } from '../core/processes/proc.ts'
import type { Report } from './run-attempt.ts'
import { runAttempt } from './run-attempt.ts'

/** Writes one line to stdout, a pipe of the server, and closes it: the end of the server must not affect the runner. */
function report (line: Report): void {
  try {
    writeSync(1, JSON.stringify(line) + '\n')
  } catch (error) {
    if (errorCode(error) === 'UNKNOWN') throw error // EPIPE, EBADF: the server is gone, which is allowed
  }
  closeSync(1)
  openSync('/dev/null', 'w') // becomes the lowest free descriptor: 1
}

/** Variables that the server passed for the trainer alone; a runner started by hand has none. */
function readSecrets (text: string | undefined): Record<string, string> {
  const given: unknown = JSON.parse(text ?? '{}')
  return Object.fromEntries(Object.entries(given ?? {}).map(([name, value]) => [name, String(value)]))
}

const valueOf = (flags: string[], name: string): string | null =>
  flags.includes(name) ? flags[flags.indexOf(name) + 1] ?? null : null

const [attemptDir, ...flags] = process.argv.slice(2)
const crash = createCrash(process.env['OT_CRASH'], signal => { process.kill(process.pid, signal) })
process.on('SIGHUP', () => { clock.mono() }) // a terminal that closes is no reason to end

if (attemptDir === undefined) {
  const flagsOf = '[--close] [--killed <command id>] [--last-seq <number>]'
  report({ ok: false, message: `Usage: main.js <attempt folder> ${flagsOf}` })
  process.exitCode = 2
} else {
  let reported = false
  // Timers keep nothing alive here; this does, while there is something to wait for
  const alive = setInterval(clock.mono, 2_000_000_000)
  try {
    await runAttempt({
      folder: openAttemptFolder(resolve(attemptDir), machineDisk),
      machine: {
        disk: machineDisk,
        clock,
        proc: createProc(process.platform),
        own_pid: process.pid,
        send: (pid, signal) => { process.kill(pid, signal) }
      },
      crash,
      secret_env: readSecrets(process.env[SECRET_VARIABLE]),
      report (line) { reported = true; report(line) },
      onSignal (act) { for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => { act(signal) }) }
    }, {
      close: flags.includes('--close'),
      killed_by: valueOf(flags, '--killed'),
      last_seq: Number(valueOf(flags, '--last-seq') ?? 0)
    })
  } catch (error) {
    process.exitCode = 1
    if (!reported) report({ ok: false, message: error instanceof Error ? error.message : String(error) })
    writeSync(2, `${error instanceof Error ? error.stack : String(error)}\n`)
    process.exit() // whatever else is open: the trainer sees the end of its stdin, saves and leaves
  }
  clearInterval(alive)
}
