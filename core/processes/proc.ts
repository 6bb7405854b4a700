import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, readlinkSync, statSync, writeFileSync } from 'node:fs'
import { COOKIE_VARIABLE } from '../contract/run-environment.ts'
import type { Started } from '../domain/job/run-process.ts'

/** One process, as the system shows it. Zombies are not shown: they are dead. */
export interface ProcessRow { pid: number, group: number, session: number, start_ticks: number }

/** What runner and server ask the system about processes. */
export interface Proc {
  list: () => ProcessRow[]
  /** The process of that pid, or null if there is none alive. */
  find: (pid: number) => ProcessRow | null
  /** What each process was started with, as far as we may read it. */
  started: () => Array<Started & { pid: number }>
  /** Whether what a process calls `theirs` is our folder `ours`: the same one on the disk, or of the same name. */
  isSameFolder: (pid: number, theirs: string, ours: string) => boolean
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

/** Reads /proc on Linux, asks `ps` elsewhere. A process that vanishes while it is looked at is simply not there. */
export function createProc (platform: NodeJS.Platform): Proc {
  return platform === 'linux' ? linux() : elsewhere()
}

function read (path: string, encoding: BufferEncoding = 'latin1'): string | null {
  return ifReadable(() => readFileSync(path, encoding))
}

/** null: gone, or not ours to read: both mean that we know nothing of it. */
function ifReadable<T> (ask: () => T): T | null {
  try {
    return ask()
  } catch {
    return null
  }
}

function isOneFolder (one: string, other: string): boolean {
  const [a, b] = [one, other].map(path => ifReadable(() => statSync(path)))
  return a != null && b != null && a.ino === b.ino && a.dev === b.dev
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

  const pids = (): number[] => readdirSync('/proc').filter(name => /^\d+$/.test(name)).map(Number)
  const mounts = (pid: number | 'self'): string | null => ifReadable(() => readlinkSync(`/proc/${pid}/ns/mnt`))

  function startedAs (pid: number): Array<Started & { pid: number }> {
    const environment = read(`/proc/${pid}/environ`, 'utf8')
    if (environment === null) return []
    const variables = environment.split('\0')
    return [{
      pid,
      args: (read(`/proc/${pid}/cmdline`, 'utf8') ?? '').split('\0'),
      env: name => variables.find(one => one.startsWith(`${name}=`))?.slice(name.length + 1)
    }]
  }

  return {
    list: () => pids().map(find).filter(row => row !== null),
    find,
    started: () => pids().flatMap(startedAs),
    isSameFolder: (pid, theirs, ours) =>
      isOneFolder(`/proc/${pid}/root${theirs}`, ours) ||
      (theirs === ours && mounts(pid) !== null && mounts(pid) === mounts('self')),
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

  /** `ps` puts the environment behind the arguments; a value ends where the next variable begins. */
  function startedIn (text: string): Array<Started & { pid: number }> {
    return text.split('\n').flatMap(line => {
      const [, pid, words = ''] = /^\s*(\d+)\s+(.*)$/.exec(line) ?? []
      if (pid === undefined) return []
      const env = (name: string): string | undefined =>
        new RegExp(`(?:^| )${name}=(.*?)(?= [A-Za-z_][A-Za-z0-9_]*=|$)`).exec(words)?.[1]
      return [{ pid: Number(pid), args: words.split(' '), env }]
    })
  }

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
    started: () => startedIn(ps('axeww', '-o', 'pid=,command=')),
    isSameFolder: (_, theirs, ours) => theirs === ours || isOneFolder(theirs, ours),
    hasCookie: (pid, cookie) => ps('eww', '-o', 'command=', '-p', String(pid)).includes(`${COOKIE_VARIABLE}=${cookie}`),
    handles: () => false,
    peakRss: () => null,
    oomKills: () => null,
    preferForOom: () => false,
    bootId: () => null
  }
}
