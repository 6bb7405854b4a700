import { readdirSync, readFileSync } from 'node:fs'

/** A process and what ties it to others. Zombies have no memory and are left out. */
export interface FamilyRow { pid: number, parent: number, group: number, session: number }

/** The processes a training is known by; null: not known. */
export interface FamilyRoots { runner_pid: number | null, trainer_pid: number | null }

/**
 * Pids of a trainer and everything it started: the children of its runner and theirs, and its group and session, which
 * also hold what lost its parent. The runner itself is not among them.
 */
export function familyOf (rows: readonly FamilyRow[], { runner_pid, trainer_pid }: FamilyRoots): Set<number> {
  const children = new Map<number, FamilyRow[]>()
  for (const row of rows) children.set(row.parent, [...children.get(row.parent) ?? [], row])
  const family = new Set<number>()
  const open = rows.filter(({ pid, parent, group, session }) =>
    parent === runner_pid || [pid, group, session].includes(trainer_pid ?? NaN))
  for (let row = open.pop(); row !== undefined; row = open.pop()) {
    if (row.pid === runner_pid || family.has(row.pid)) continue
    family.add(row.pid)
    open.push(...children.get(row.pid) ?? [])
  }
  return family
}

/** Every process of the machine; null where there is no /proc to read. */
export function readFamilyRows (proc_dir = '/proc'): FamilyRow[] | null {
  const names = ifThere(() => readdirSync(proc_dir))
  if (names?.includes('self') !== true) return null
  return names.filter(name => /^\d+$/.test(name)).flatMap(name => {
    const stat = ifThere(() => readFileSync(`${proc_dir}/${name}/stat`, 'latin1'))
    const row = stat === null ? null : parseStat(stat)
    return row === null ? [] : [row]
  })
}

/** The text of /proc/<pid>/stat; null for a zombie, and for what is no such text. */
export function parseStat (text: string): FamilyRow | null {
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ') // the name before may hold anything
  const [state, ...ids] = fields
  const [pid, parent, group, session] = [Number.parseInt(text), ...ids.slice(0, 3).map(Number)]
  if (state === 'Z' || state === 'X') return null
  if (pid === undefined || parent === undefined || group === undefined || session === undefined) return null
  return [pid, parent, group, session].every(Number.isInteger) ? { pid, parent, group, session } : null
}

/** Resident size of a process, bytes; null: it is gone, or has no memory of its own. */
export function residentBytes (pid: number, proc_dir = '/proc'): number | null {
  const status = ifThere(() => readFileSync(`${proc_dir}/${pid}/status`, 'latin1'))
  const kib = /^VmRSS:\s+(\d+) kB$/m.exec(status ?? '')?.[1]
  return kib === undefined ? null : Number(kib) * 1024
}

/** A process may leave while it is looked at. */
function ifThere<T> (read: () => T): T | null {
  try {
    return read()
  } catch {
    return null
  }
}
