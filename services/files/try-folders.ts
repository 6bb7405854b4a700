import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { FolderTry } from './try-folder.ts'

/** Tries folders in a process of its own: the problem of each by its name, null for none. One that hangs has one. */
export async function tryFolders (
  tries: readonly FolderTry[], limit_ms: number,
  program = fileURLToPath(new URL('./try-folders-process.js', import.meta.url))
): Promise<Map<string, string | null>> {
  const hanging = `did not answer within ${limit_ms / 1000} s; is it on a network disk that is gone?`
  const found = new Map<string, string | null>(tries.map(({ name }) => [name, hanging]))
  const child = spawn(process.execPath, [program, JSON.stringify(tries)], { stdio: ['ignore', 'pipe', 'inherit'] })
  let output = ''
  child.stdout.on('data', piece => { output += String(piece) })
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(resolve, limit_ms)
    child.once('error', reject)
    child.once('close', () => {
      clearTimeout(timer)
      resolve()
    })
  })
  child.kill('SIGKILL')
  child.stdout.destroy()
  child.unref() // one that waits for a dead disk cannot be killed
  for (const line of output.split('\n').slice(0, -1)) {
    const { name, problem } = JSON.parse(line) as { name: string, problem: string | null } // as: our own process
    found.set(name, problem)
  }
  return found
}
