import { spawn } from 'node:child_process'
import { openSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/**
 * A runner sits beside a training for days and reads a few hundred lines a second at most: memory counts, speed does
 * not.
 */
const frugal = ['--max-semi-space-size=1', '--optimize-for-size', '--no-opt']

/**
 * Starts the runner of an attempt in a session of its own and leaves at once, so that the runner's parent is init and
 * nobody who kills the server's process tree can find it. The runner reports on the stdout it inherits.
 */
function launch ([attemptDir, ...flags]: string[]): void {
  if (attemptDir === undefined) throw new Error('Usage: launch.js <attempt folder> [the flags of main.js]')
  const log = openSync(`${attemptDir}/runner.log`, 'a', 0o600)
  const main = fileURLToPath(new URL('./main.js', import.meta.url))
  const runner = spawn(process.execPath, [...frugal, main, attemptDir, ...flags], {
    detached: true, stdio: ['ignore', 'inherit', log]
  })
  runner.on('error', complain)
  runner.unref()
}

function complain (error: unknown): void {
  process.stdout.write(
    JSON.stringify({ ok: false, message: error instanceof Error ? error.message : String(error) }) + '\n'
  )
  process.exitCode = 1
}

try {
  launch(process.argv.slice(2))
} catch (error) {
  complain(error)
}
