import { spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { SECRET_VARIABLE } from '../../core/contract/journal.ts'

/** Starts a runner on an attempt's folder. `secret_env` reaches the trainer's environment and no file. Resolves once the runner holds the folder; rejects with what it said. */
export type Launch = (attempt_dir: string, secret_env?: Record<string, string>) => Promise<{ pid: number }>

interface LaunchReply { ok: boolean, pid?: number, message?: string }
const REPLY_BYTES = 65_536

/**
 * Launches through a process that exits at once, so that the runner's parent is init and no tree-killer finds it.
 * `program` is the built runner/launch.js; `env` is all the runner inherits.
 */
export function createLauncher (program: string, env: Record<string, string>): Launch {
  return async (attempt_dir, secret_env = {}) => {
    const log = openSync(join(attempt_dir, 'runner.log'), 'a', 0o600)
    try {
      const child = spawn(process.execPath, [program, attempt_dir], { stdio: ['ignore', 'pipe', log], env: { ...env, [SECRET_VARIABLE]: JSON.stringify(secret_env) }, cwd: '/', detached: true })
      const reply = await readReply(child)
      if (!reply.ok || reply.pid === undefined) throw new Error(reply.message ?? 'the runner gave no reason')
      return { pid: reply.pid }
    } finally {
      closeSync(log)
    }
  }
}

/** The first line the runner writes; the pipe's end without one is an error. */
async function readReply (child: ReturnType<typeof spawn>): Promise<LaunchReply> {
  let text = ''
  return await new Promise((resolve, reject) => {
    child.once('error', reject)
    child.stdout!.setEncoding('utf8')
    child.stdout!.on('data', (piece: string) => {
      text += piece
      const end = text.indexOf('\n')
      if (end === -1 && text.length < REPLY_BYTES) return
      child.stdout!.destroy()
      try {
        resolve(JSON.parse(text.slice(0, end)) as LaunchReply)
      } catch (cause) {
        reject(new Error('the runner said something else than JSON', { cause }))
      }
    })
    child.stdout!.once('end', () => { reject(new Error('the runner ended before it was up; its runner.log has the reason')) })
  })
}
