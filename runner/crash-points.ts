/** The critical points of the runner, by name. Killed at any of them, it leaves an attempt that can be finalized. */
export const crashPoints = [
  'after-socket', 'after-runner-json', 'after-starting', 'after-spawn', 'after-trainer-json', 'after-command-journaled',
  'after-exit', 'before-final-status', 'after-final-status', 'before-exit-json', 'after-exit-json',
  'after-lost-warning', 'after-unsent-lines'
] as const
export type CrashPoint = typeof crashPoints[number]
export type Crash = (point: CrashPoint) => void

/**
 * A function that does nothing, except at the `chosen` point: there the process kills itself as `kill -9` would, or
 * with `<point>:SIGSTOP` stops, as under a debugger or on a disk that hangs.
 */
export function createCrash (chosen: string | undefined, send: (signal: NodeJS.Signals) => void): Crash {
  const [chosenPoint, signal] = chosen?.split(':') ?? []
  return point => { if (point === chosenPoint) send(signal === 'SIGSTOP' ? 'SIGSTOP' : 'SIGKILL') }
}
