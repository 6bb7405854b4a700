import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import type { SystemInfo } from '../../core/contract/system.ts'

export type Survival = SystemInfo['survives_restart']

/** What of the surroundings decides whether a training outlives the server. */
export interface ServiceEnvironment {
  pid: number
  parent_pid: number
  /** Text of /proc/self/cgroup; null where there is none. */
  cgroup: string | null
  in_container: boolean
  /** KillMode of a systemd unit; null when systemd does not say. */
  kill_mode: (unit: string, user: boolean) => Promise<string | null>
}

/** Whether a training lives on when the server is restarted, and why. `null` is unknown. */
export async function checkServiceManager ({
  pid, parent_pid, cgroup, in_container, kill_mode
}: ServiceEnvironment): Promise<Survival> {
  if (pid === 1) {
    return no(
      'The server is process 1 of its container: when it ends, everything in the container ends. Start it under an ' +
      'init that restarts it'
    )
  }
  if (in_container && parent_pid === 1) {
    return unknown(
      'In a container a training survives only if process 1 goes on; when the container is restarted the training ends'
    )
  }
  if (in_container) {
    return unknown('In a container a training survives a restart of the server, but not of the container')
  }
  const unit = unitOf(cgroup)
  if (unit === null) return yes('The runner has a session of its own and nothing ends it together with the server')
  const mode = await kill_mode(unit.name, unit.user)
  if (mode === 'process' || mode === 'none') {
    return yes(`systemd ends only the server itself (KillMode=${mode} in ${unit.name})`)
  }
  if (mode !== null) {
    return no(
      `systemd ends everything in ${unit.name} together with the server (KillMode=${mode}); set KillMode=process ` +
      'in the unit'
    )
  }
  return no(
    `The server belongs to the systemd unit ${unit.name}, and systemd did not tell its KillMode; with the default ` +
    'everything in the unit ends together with the server. Set KillMode=process in the unit'
  )
}

/** The surroundings of this process. */
export function readServiceEnvironment (): ServiceEnvironment {
  return {
    pid: process.pid,
    parent_pid: process.ppid,
    cgroup: existsSync('/proc/self/cgroup') ? readFileSync('/proc/self/cgroup', 'utf8') : null,
    in_container: existsSync('/.dockerenv') || existsSync('/run/.containerenv'),
    kill_mode: askSystemd
  }
}

/** The systemd service in the path of a cgroup, v2 (`0::/…`) or v1 (`…:name=systemd:/…`). */
function unitOf (cgroup: string | null): { name: string, user: boolean } | null {
  const path = /^(?:0:|\d+:name=systemd):(\/.*)$/m.exec(cgroup ?? '')?.[1]
  if (path === undefined) return null
  const name = basename(path)
  return name.endsWith('.service') ? { name, user: /\/user@\d+\.service\//.test(path) } : null
}

async function askSystemd (unit: string, user: boolean): Promise<string | null> {
  const args = [...(user ? ['--user'] : []), 'show', '--property=KillMode', '--value', '--', unit]
  return await new Promise(resolve => {
    // Without systemctl, or without a bus to ask, the answer is simply not known.
    execFile('systemctl', args, { timeout: 2000, maxBuffer: 4096 }, (error, stdout) => {
      resolve(error === null && stdout.trim() !== '' ? stdout.trim() : null)
    })
  })
}

const yes = (reason: string): Survival => ({ value: true, reason })
const no = (reason: string): Survival => ({ value: false, reason })
const unknown = (reason: string): Survival => ({ value: null, reason })
