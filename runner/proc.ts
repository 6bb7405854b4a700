import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'

/** One process, as the system shows it. Zombies are not shown: they are dead. */
export interface ProcessRow { pid: number, group: number, session: number, start_ticks: number }

/** What the runner asks the system about processes. */
export interface Proc {
  list: () => ProcessRow[]
  /** The process of that pid, or null if there is none alive. */
  find: (pid: number) => ProcessRow | null
  /** Whether the process was started with this run's cookie in its environment. */
  hasCookie: (pid: number, cookie: string) => boolean
  /** Whether the process has a handler for a signal number; false where nobody can know. */
  handles: (pid: number, signal: number) => boolean
  /** Largest resident size so far, bytes, or null. */
  peakRss: (pid: number) => number | null
  /** How often the kernel killed for memory in the runner's control group, or null where it does not say. */
  oomKills: () => number | null
  /** Makes the kernel prefer this process when it must kill for memory; false where that is not possible. */
  preferForOom: (pid: number) => boolean
  bootId: () => string | null
}

export const COOKIE_VARIABLE = 'OT_RUN_COOKIE'

/** Reads /proc on Linux, asks `ps` elsewhere. A process that vanishes while it is looked at is simply not there. */
export function createProc (platform: NodeJS.Platform): Proc {
  return platform === 'linux' ? linux() : elsewhere()
}

function read (path: string): string | null {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    return null // gone, or not ours to read: both mean that we know nothing of it
  }
}

function linux (): Proc {
  function find (pid: number): ProcessRow | null {
    const stat = read(`/proc/${pid}/stat`)
    if (stat === null) return null
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ') // the name before may hold anything
    if (fields[0] === 'Z' || fields[0] === 'X') return null
    return { pid, group: Number(fields[2]), session: Number(fields[3]), start_ticks: Number(fields[19]) }
  }
  const status = (pid: number, key: string): string | null =>
    new RegExp(`^${key}:\\s*(\\S+)`, 'm').exec(read(`/proc/${pid}/status`) ?? '')?.[1] ?? null

  return {
    list: () =>
      readdirSync('/proc')
        .filter(name => /^\d+$/.test(name))
        .map(Number)
        .map(find)
        .filter(row => row !== null),
    find,
    hasCookie: (pid, cookie) =>
      (read(`/proc/${pid}/environ`) ?? '').split('\0').includes(`${COOKIE_VARIABLE}=${cookie}`),
    handles: (pid, signal) => (BigInt(`0x${status(pid, 'SigCgt') ?? '0'}`) >> BigInt(signal - 1) & 1n) === 1n,
    peakRss (pid) {
      const kib = status(pid, 'VmHWM')
      return kib === null ? null : Number(kib) * 1024
    },
    oomKills () {
      const groups = read('/proc/self/cgroup') ?? ''
      const unified = /^0::(.*)$/m.exec(groups)?.[1] ?? ''
      const memory = /^\d+:(?:[^:]*,)?memory(?:,[^:]*)?:(.*)$/m.exec(groups)?.[1] ?? ''
      const text =
        read(`/sys/fs/cgroup${unified}/memory.events`) ?? read(`/sys/fs/cgroup/memory${memory}/memory.oom_control`)
      const kills = /^oom_kill (\d+)$/m.exec(text ?? '')?.[1]
      return kills === undefined ? null : Number(kills)
    },
    preferForOom (pid) {
      try {
        writeFileSync(`/proc/${pid}/oom_score_adj`, '500')
        return true
      } catch {
        return false // gone already, or forbidden here
      }
    },
    bootId: () => read('/proc/sys/kernel/random/boot_id')?.trim() ?? null
  }
}

function elsewhere (): Proc {
  function ps (...args: string[]): string {
    try {
      return execFileSync('ps', args, {
        encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 16 * 1024 * 1024
      })
    } catch {
      return '' // ps exits 1 when it finds nobody
    }
  }
  const columns = 'pid=,pgid=,sess=,state=,lstart='
  function rows (text: string): ProcessRow[] {
    return text.split('\n').flatMap(line => {
      const match = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(\S+)\s+(.*)$/.exec(line)
      if (match === null || match[4]?.startsWith('Z') === true) return []
      return [
        {
          pid: Number(match[1]), group: Number(match[2]), session: Number(match[3]) || 0,
          start_ticks: Math.floor(Date.parse(match[5] ?? '') / 1000) || 0
        }
      ]
    })
  }
  return {
    list: () => rows(ps('-axo', columns)),
    find: pid => rows(ps('-o', columns, '-p', String(pid)))[0] ?? null,
    hasCookie: (pid, cookie) => ps('eww', '-o', 'command=', '-p', String(pid)).includes(`${COOKIE_VARIABLE}=${cookie}`),
    handles: () => false,
    peakRss: () => null,
    oomKills: () => null,
    preferForOom: () => false,
    bootId: () => null
  }
}
