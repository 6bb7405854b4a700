import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import type { Clock, Timer } from '../../core/domain/clock.ts'
import { gpuFields, parseGpuLine, withoutReadings } from './gpu-line.ts'
import type { Gpu } from './gpu-line.ts'

export interface Nvidia {
  /** Lets nvidia-smi run from now on. Does nothing when it already does, or when the machine has none. */
  start: () => void
  /** Lets it rest. */
  stop: () => void
  /** The GPUs as last read; readings that are too old are null. */
  gpus: () => Gpu[]
  /** Starts it if need be; resolves with the first readings, or with what is known when it gives none in time. */
  first: () => Promise<Gpu[]>
  /** Ends it for good. */
  close: () => void
}

interface NvidiaDeps {
  clock: Clock
  /** Program to run; found on PATH. */
  program?: string
  interval_seconds?: number
  report?: (message: string) => void
}

const LINE_LIMIT = 4096
const FIRST_BACK_OFF_MS = 1000
const LONGEST_BACK_OFF_MS = 60_000
const STEADY_MS = 30_000
const FIRST_READING_MS = 3000

/** Keeps ONE nvidia-smi running and reads what it prints. A machine without it has no GPUs, and is asked once. */
export function createNvidia ({ clock, program = 'nvidia-smi', interval_seconds = 2, report = () => {} }: NvidiaDeps): Nvidia {
  const stale_ms = interval_seconds * 5000
  let child: ChildProcess | null = null
  let wanted = false
  let missing = false
  let back_off_ms = FIRST_BACK_OFF_MS
  let retry: Timer | null = null
  let read_at = -Infinity
  let complete = false
  let round = new Map<number, Gpu>()
  let shown = new Map<number, Gpu>()
  const waiting: Array<() => void> = []

  const settle = () => { for (const go of waiting.splice(0)) go() }

  function accept (line: string) {
    const parsed = parseGpuLine(line)
    if (parsed === null) return
    const { count, gpu } = parsed
    if (round.has(gpu.index)) {
      // A new round begins: a GPU the last one did not name is gone.
      shown = new Map(round)
      round = new Map()
      complete = true
    }
    round.set(gpu.index, gpu)
    shown.set(gpu.index, gpu)
    read_at = clock.mono()
    complete ||= round.size >= count
    if (complete) settle()
  }

  function run () {
    const started_at = clock.mono()
    const started = spawn(program, [`--query-gpu=${gpuFields}`, '--format=csv,noheader,nounits', '-l', String(interval_seconds)], { stdio: ['ignore', 'pipe', 'ignore'] })
    child = started
    round = new Map()
    const stall = watchStall(started)
    const feed = lines(LINE_LIMIT, accept)
    complete = false
    started.stdout.setEncoding('utf8')
    started.stdout.on('data', feed)
    started.once('error', (error: NodeJS.ErrnoException) => {
      // No such program is an ordinary machine without an NVIDIA driver; asking again would not change it.
      missing = error.code === 'ENOENT'
      if (!missing) report(`nvidia-smi could not be started: ${error.message}`)
    })
    started.once('close', (code, signal) => {
      stall.cancel()
      if (child === started) child = null
      settle()
      if (!wanted || missing || child !== null) return
      if (clock.mono() - started_at >= STEADY_MS) back_off_ms = FIRST_BACK_OFF_MS
      report(`nvidia-smi ended (${signal ?? code}); it is started again in ${back_off_ms / 1000} s`)
      retry = clock.after(back_off_ms, () => { retry = null; run() })
      back_off_ms = Math.min(back_off_ms * 2, LONGEST_BACK_OFF_MS)
    })
  }

  /** A nvidia-smi that says nothing for long hangs in the driver; another one may do better. */
  function watchStall (watched: ChildProcess): Timer {
    return clock.every(stale_ms, () => { if (clock.mono() - read_at > stale_ms) watched.kill('SIGKILL') })
  }

  const nvidia: Nvidia = {
    start () {
      if (wanted || missing) return
      wanted = true
      back_off_ms = FIRST_BACK_OFF_MS
      if (child === null) run()
    },
    stop () {
      wanted = false
      retry?.cancel()
      retry = null
      child?.kill('SIGKILL')
      child = null
      settle()
    },
    gpus () {
      const fresh = clock.mono() - read_at <= stale_ms
      return [...shown.values()].sort((a, b) => a.index - b.index).map(gpu => fresh ? gpu : withoutReadings(gpu))
    },
    async first () {
      nvidia.start()
      if (child !== null && !(complete && clock.mono() - read_at <= stale_ms)) {
        await new Promise<void>(resolve => {
          const limit = clock.after(FIRST_READING_MS, resolve)
          waiting.push(() => { limit.cancel(); resolve() })
        })
      }
      return nvidia.gpus()
    },
    close () {
      missing = true
      nvidia.stop()
    }
  }
  return nvidia
}

/** Splits text into lines; a line longer than `limit` is dropped up to its end. */
function lines (limit: number, take: (line: string) => void): (text: string) => void {
  let rest = ''
  let skipping = false
  return text => {
    const parts = (rest + text).split('\n')
    rest = parts.pop() ?? ''
    for (const line of parts) {
      if (!skipping && line.length <= limit) take(line)
      skipping = false
    }
    if (rest.length > limit) { rest = ''; skipping = true }
  }
}
