import { spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { SECRET_VARIABLE } from '../../core/contract/journal.ts'
import { errorInWords } from '../../core/domain/write-failure.ts'
import { createLineSplitter } from '../../core/formats/line-splitter.ts'

/**
 * Starts a runner on an attempt's folder. `secret_env` reaches the trainer's environment and no file. Resolves once the
 * runner holds the folder; rejects with its reason.
 */
export type Launch = (attempt_dir: string, options?: LaunchOptions) => Promise<{ pid: number }>
interface LaunchOptions { secret_env?: Record<string, string>, flags?: string[] }

interface LaunchReply { ok: boolean, pid?: number, message?: string }
const REPLY_BYTES = 65_536

/**
 * Launches through a process that exits at once, so that the runner's parent is init and no tree-killer finds it.
 * `program` is the built runner/launch.js; `env` is all the runner inherits.
 */
export function createLauncher (program: string, env: Record<string, string>): Launch {
  return async (attempt_dir, { secret_env = {}, flags = [] } = {}) => {
    const log = openSync(join(attempt_dir, 'runner.log'), 'a', 0o600)
    try {
      const child = spawn(process.execPath, [program, attempt_dir, ...flags], {
        stdio: ['ignore', 'pipe', log],
        env: { ...env, [SECRET_VARIABLE]: JSON.stringify(secret_env) },
        cwd: '/',
        detached: true
      })
      const reply = await readReply(child)
      if (!reply.ok || reply.pid === undefined) throw errorInWords(reply.message ?? 'the runner gave no reason')
      return { pid: reply.pid }
    } finally {
      closeSync(log)
    }
  }
}

/** The first line the runner writes; the pipe's end without one is an error. */
async function readReply (child: ReturnType<typeof spawn>): Promise<LaunchReply> {
  return await new Promise((resolve, reject) => {
    const accept = (text: string): void => {
      child.stdout!.destroy()
      try {
        resolve(JSON.parse(text) as LaunchReply)
      } catch (cause) {
        reject(new Error('the runner did not answer with JSON', { cause }))
      }
    }
    const lines = createLineSplitter({
      limit: REPLY_BYTES,
      onLine (line) { accept(line.toString('utf8')) },
      onOverflow () { accept('a line over the limit') }
    })
    child.once('error', reject)
    child.stdout!.on('data', lines.push)
    child.stdout!.once('end', () => {
      reject(new Error('the runner ended before it was up; its runner.log has the reason'))
    })
  })
}
