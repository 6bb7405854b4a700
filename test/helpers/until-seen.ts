// eslint-disable-next-line no-restricted-imports -- the system reports to nobody that a process has stopped or is gone
import { setTimeout } from 'node:timers/promises'
import { readFileSync } from 'node:fs'

/** What `look` returns, as soon as that is not null: for what the system reports to nobody. */
export async function untilSeen<T> (look: () => T | null | Promise<T | null>): Promise<T> {
  for (;;) {
    const seen = await look()
    if (seen !== null) return seen
    await setTimeout(10) // eslint-disable-line no-restricted-syntax -- the same
  }
}

/** Whether a process is stopped, as SIGSTOP does it. */
export function isStopped (pid: number): boolean {
  try {
    return /\) T /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'))
  } catch {
    return false // gone
  }
}
