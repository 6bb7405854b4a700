import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A runner or a trainer, as the system shows it. */
export interface RunProcess {
  pid: number
  role: 'runner' | 'trainer'
  job_id: string
  attempt: number
  /** Of a trainer, what its environment says: `cpu`, or the UUID of a GPU. */
  device: string | null
}

const gone = new Set(['ENOENT', 'ESRCH', 'EACCES'])

/** The text of a file of /proc; empty when the process is gone. */
function read (pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8')
  } catch (error) {
    if (gone.has((error as NodeJS.ErrnoException).code ?? '')) return ''
    throw error
  }
}

const pids = (): number[] => readdirSync('/proc').filter(name => /^\d+$/.test(name)).map(Number)

/** The runners and trainers of a state folder. The dead, zombies too, have no command line and are not shown. */
export function processesOf (state_dir: string): RunProcess[] {
  const runs = join(state_dir, 'runs') + '/'
  return pids().flatMap((pid): RunProcess[] => {
    const words = read(pid, 'cmdline').split('\0').slice(0, -1)
    const folder = words.find(word => word.startsWith(runs)) ?? ''
    const place = /^([^/]+)\/a(\d+)$/.exec(folder.slice(runs.length))
    if (place === null || words.some(word => word.endsWith('/runner/launch.js'))) return []
    const runner = words.some(word => word.endsWith('/runner/main.js'))
    const found = { pid, job_id: place[1]!, attempt: Number(place[2]) }
    if (runner) return [{ ...found, role: 'runner', device: null }]
    return words.at(-2)?.endsWith('/bridge') === true ? [{ ...found, role: 'trainer', device: deviceOf(pid) }] : []
  })
}

const deviceOf = (pid: number): string =>
  /(?:^|\0)CUDA_VISIBLE_DEVICES=([^\0]+)/.exec(read(pid, 'environ'))?.[1] ?? 'cpu'

/** Every process that names a folder on its command line, as text. */
export const processesNaming = (folder: string): string[] =>
  pids().flatMap(pid => {
    const words = read(pid, 'cmdline').replaceAll('\0', ' ')
    return words.includes(folder) ? [`${pid} ${words}`] : []
  })

/** Sends a signal; false when there is no such process any more. */
export function signal (pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
    throw error
  }
}
