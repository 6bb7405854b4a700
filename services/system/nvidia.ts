import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import type { Readable } from 'node:stream'
import { backoff } from '../../core/domain/backoff.ts'
import type { Clock, Timer } from '../../core/domain/clock.ts'
import { createLineSplitter } from '../../core/formats/line-splitter.ts'
import { gpuFields, parseGpuLine, withoutReadings } from './gpu-line.ts'
import type { Gpu } from './gpu-line.ts'

export interface Nvidia {
  /** Keeps nvidia-smi running from now on. Does nothing when it already runs, or when the machine has none. */
  start: () => void
  /** Stops nvidia-smi until the next start. */
  stop: () => void
  /** The GPUs as last read; readings that are too old are null. */
  gpus: () => Gpu[]
  /** What it said instead of readings when it last ended; null: it gives readings, or the machine has none. */
  problem: () => string | null
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
  /** The program fails again and again, and how; null: it gives readings. */
  onTrouble?: (cause: string | null) => void
}

const LINE_BYTES = 4096
const RESTARTS = { first_ms: 1000, longest_ms: 60_000 }
const STEADY_MS = 30_000
/** So many ends in a row are trouble. */
const FAILURES = 2
const FIRST_READING_MS = 3000
/** So much of what it says besides readings is kept: an error of its driver has two lines. */
const SAID = { lines: 3, characters: 200 }

/**
 * Keeps one nvidia-smi running and reads its output. A machine without the program has no GPUs, and is not asked again.
 */
export function createNvidia ({
  clock, program = 'nvidia-smi', interval_seconds = 2,
  report = () => {}, onTrouble = () => {}
}: NvidiaDeps): Nvidia {
  const stale_ms = interval_seconds * 5000
  let child: ChildProcess | null = null
  let wanted = false
  let missing = false
  let restarts = 0
  let retry: Timer | null = null
  let read_at = -Infinity
  let run_at = -Infinity
  let troubled = false
  let problem: string | null = null
  let said: string[] = []
  let idle = true
  let complete = false
  let round = new Map<number, Gpu>()
  let shown = new Map<number, Gpu>()
  const waiting: Array<() => void> = []

  const resolveWaiting = () => {
    for (const resolve of waiting.splice(0)) resolve()
  }

  function accept (line: string) {
    const parsed = parseGpuLine(line)
    if (parsed === null) return listen(line)
    problem = null
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
    if (restarts < FAILURES || read_at - run_at >= STEADY_MS) endTrouble()
    complete ||= round.size >= count
    if (complete) resolveWaiting()
  }

  /** Keeps a line that is no reading. */
  function listen (line: string) {
    const words = line.replace(/\p{Cc}/gu, ' ').trim()
    if (words !== '' && said.length < SAID.lines) said.push(words)
  }

  function endTrouble () {
    if (!troubled) return
    troubled = false
    onTrouble(null)
    if (idle) nvidia.stop()
  }

  function run () {
    run_at = clock.mono()
    const started = spawn(
      program,
      [`--query-gpu=${gpuFields}`, '--format=csv,noheader,nounits', '-l', String(interval_seconds)],
      { stdio: ['ignore', 'pipe', 'pipe'] }
    )
    child = started
    round = new Map()
    said = []
    const stall = watchStall(started)
    complete = false
    readLines(started.stdout, accept)
    readLines(started.stderr, listen)
    started.once('error', (error: NodeJS.ErrnoException) => {
      // No such program is an ordinary machine without an NVIDIA driver; asking again would not change it.
      missing = error.code === 'ENOENT'
      if (!missing) report(`nvidia-smi could not be started: ${error.message}`)
    })
    started.once('close', (code, signal) => {
      stall.cancel()
      if (child === started) child = null
      const isOver = !wanted || missing || child !== null
      const words = wordsOf(said) ?? signal ?? `exit code ${code}`
      if (!isOver) problem = words
      resolveWaiting()
      if (isOver) return
      restarts = clock.mono() - run_at >= STEADY_MS ? 1 : restarts + 1
      const delay_ms = backoff(RESTARTS, restarts)
      if (restarts >= FAILURES) {
        troubled = true
        onTrouble(words)
      }
      report(`nvidia-smi ended (${wordsOf(said) ?? signal ?? code}); restarting it in ${delay_ms / 1000} s`)
      retry = clock.after(delay_ms, () => {
        retry = null
        run()
      })
    })
  }

  /** An nvidia-smi that prints nothing for long hangs in the driver; a new one may work. */
  function watchStall (watched: ChildProcess): Timer {
    return clock.every(stale_ms, () => {
      if (clock.mono() - read_at > stale_ms) watched.kill('SIGKILL')
    })
  }

  const nvidia: Nvidia = {
    start () {
      idle = false
      if (wanted || missing) return
      wanted = true
      restarts = 0
      if (child === null) run()
    },
    stop () {
      idle = true
      if (troubled && !missing) return // its restarts, which grow rare, find out when it works again
      wanted = false
      retry?.cancel()
      retry = null
      child?.kill('SIGKILL')
      child = null
      resolveWaiting()
    },
    gpus () {
      const fresh = clock.mono() - read_at <= stale_ms
      return [...shown.values()].sort((a, b) => a.index - b.index).map(gpu => (fresh ? gpu : withoutReadings(gpu)))
    },
    problem: () => problem,
    async first () {
      nvidia.start()
      if (child !== null && !(complete && clock.mono() - read_at <= stale_ms)) {
        await new Promise<void>(resolve => {
          const limit = clock.after(FIRST_READING_MS, resolve)
          waiting.push(() => {
            limit.cancel()
            resolve()
          })
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

const wordsOf = (lines: readonly string[]): string | null =>
  lines.length === 0 ? null : lines.join('; ').slice(0, SAID.characters)

function readLines (stream: Readable, accept: (line: string) => void): void {
  const lines = createLineSplitter({
    limit: LINE_BYTES,
    onLine (line, cut_bytes) {
      if (cut_bytes === 0) accept(line.toString('utf8'))
    }
  })
  stream.on('data', lines.push)
}
