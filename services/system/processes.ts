import type { Static } from '@sinclair/typebox'
import type { SystemProcess as ProcessShape } from '../../core/contract/system.ts'

type SystemProcess = Static<typeof ProcessShape>

/** Which processes are ours. */
export interface OurPids { server: number, runners: number[], trainers: number[] }

/** A process as systeminformation tells it; sizes in KiB. */
export interface RawProcess {
  pid: number
  parentPid: number
  name: string
  cpu: number
  mem: number
  memRss: number
  started: string
}

const BUSIEST = 20

/** Ours first, then the busiest. Command lines are left out: they can hold secrets. */
export function pickProcesses (all: RawProcess[], ours: OurPids): SystemProcess[] {
  const roles = new Map<number, SystemProcess['role']>([
    ...ours.trainers.map(pid => [pid, 'trainer'] as const),
    ...ours.runners.map(pid => [pid, 'runner'] as const),
    [ours.server, 'server']
  ])
  const order = ['server', 'runner', 'trainer', 'other']
  const listed = all.map(raw => toProcess(raw, roles.get(raw.pid) ?? 'other'))
  const own = listed
    .filter(one => one.role !== 'other')
    .sort((a, b) => order.indexOf(a.role) - order.indexOf(b.role) || a.pid - b.pid)
  const others = listed
    .filter(one => one.role === 'other')
    .sort((a, b) => (b.cpu_percent ?? 0) - (a.cpu_percent ?? 0) || a.pid - b.pid)
  return [...own, ...others.slice(0, BUSIEST)]
}

function toProcess (raw: RawProcess, role: SystemProcess['role']): SystemProcess {
  return {
    pid: raw.pid,
    parent_pid: raw.parentPid,
    name: raw.name,
    role,
    cpu_percent: percent(raw.cpu),
    ram_percent: percent(raw.mem),
    ram_bytes: Number.isFinite(raw.memRss) ? Math.max(0, Math.round(raw.memRss * 1024)) : null,
    started_at: raw.started === '' ? null : raw.started
  }
}

const percent = (value: number): number | null =>
  Number.isFinite(value) ? Math.round(Math.min(100, Math.max(0, value)) * 10) / 10 : null
