/** The critical lines of the runner, by name. Killing it at any of them must leave books that can be closed. */
export const crashPoints = [
  'after-socket', 'after-runner-json', 'after-starting', 'after-spawn', 'after-trainer-json', 'after-command-journaled',
  'after-exit', 'before-final-status', 'after-final-status', 'before-exit-json', 'after-exit-json',
  'after-closing-marker', 'after-spool'
] as const
export type CrashPoint = typeof crashPoints[number]
export type Crash = (point: CrashPoint) => void

/** A function that does nothing, unless the point is `chosen`: then the process kills itself as `kill -9` would. */
export function createCrash (chosen: string | undefined, kill: () => void): Crash {
  return point => { if (point === chosen) kill() }
}
