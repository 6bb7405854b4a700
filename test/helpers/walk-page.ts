import { execFile, spawnSync } from 'node:child_process'
import { promisify } from 'node:util'
import type { Test } from 'tap'
import { patience } from './patience.ts'

const LINE_MS = 60_000
/** What curl says when its own `--max-time` is over. */
const TIMED_OUT = 28
const run = promisify(execFile)

/** The lines of all shell blocks of a page, in order. */
export const shellLines = (page: string): string[] =>
  [...page.matchAll(/^```bash\n([\s\S]*?)^```/gm)]
    .flatMap(([, block = '']) => block.split('\n'))
    .filter(line => line !== '')

/** Whether the machine has what a reader runs the lines with. */
export const hasCurl = (): boolean => spawnSync('curl', ['--version']).status === 0

/** Where a reader runs a line: a folder, and the server that localhost:8000 stands for. */
interface Place { cwd: string, url: string }

/**
 * Runs a line as a reader would, in bash. An answer of 400 and above is a failure, and so is an exit code that is not
 * allowed. A line may set how long it lasts at most: a second will do.
 */
export async function runLine (
  t: Test, line: string, { cwd, url }: Place, allowed = line.includes('--max-time') ? [TIMED_OUT] : []
): Promise<void> {
  const text = line
    .replaceAll('localhost:8000', new URL(url).host)
    .replace(/--max-time \d+/, '--max-time 1')
  const script = `set -o pipefail; curl () { command curl --silent --show-error --fail-with-body "$@"; }; ${text}`
  try {
    await run('bash', ['-c', script], { cwd, timeout: patience(LINE_MS), maxBuffer: 2 ** 26 })
    t.pass(line)
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number, stdout: string, stderr: string }
    t.ok(allowed.includes(code), `${line}: ${stdout.slice(0, 500)} ${stderr}`)
  }
}
