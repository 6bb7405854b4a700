import type { Clock, Timer } from './domain/clock.ts'

/** The machine's time, for the server and the runner. No timer of it keeps the process alive. */
export const machineClock: Clock = Object.freeze({
  now: () => Date.now(),
  mono: () => performance.now(),
  after: (ms: number, act: () => void): Timer => {
    const timer = setTimeout(act, ms).unref()
    return { cancel: () => { clearTimeout(timer) } }
  },
  every: (ms: number, act: () => void): Timer => {
    const timer = setInterval(act, ms).unref()
    return { cancel: () => { clearInterval(timer) } }
  }
})
