import { execFile } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import type { Clock, Timer } from '../../core/domain/clock.ts'

/** A process that computes on a GPU. Its memory in MiB; null: nvidia-smi does not say. */
export interface ComputeApp { uuid: string, pid: number, memory_mib: number | null }

/** What nvidia-smi said last, or why nothing is known. */
export type ComputeAppsAnswer = { apps: readonly ComputeApp[] } | { problem: string }

/** Which processes have memory of the GPUs. */
export interface ComputeApps {
  /** Asks nvidia-smi, unless it still thinks about the question before. */
  ask: () => void
  /** The newest answer; null: there is none yet, or it is too old. */
  answer: () => ComputeAppsAnswer | null
  /** Forgets the answer, and ends what still thinks. */
  rest: () => void
}

interface ComputeAppsDeps {
  clock: Clock
  /** Program to run; found on PATH. */
  program?: string
  /** An answer older than this is not shown, and a question that takes longer is given up. */
  stale_ms?: number
}

const WORDS = 200

/** Asks for the memory of each process. Never two questions at once: on a GPU that hangs they would pile up. */
export function createComputeApps (
  { clock, program = 'nvidia-smi', stale_ms = 10_000 }: ComputeAppsDeps
): ComputeApps {
  let child: ChildProcess | null = null
  let limit: Timer | null = null
  let newest: { answer: ComputeAppsAnswer, at: number } | null = null

  function end (): void {
    limit?.cancel()
    child?.kill('SIGKILL')
    child = null
  }

  return {
    ask () {
      if (child !== null) return
      const args = ['--query-compute-apps=gpu_uuid,pid,used_gpu_memory', '--format=csv,noheader,nounits']
      const asked = execFile(program, args, (error, stdout, stderr) => {
        if (child !== asked) return // nobody waits for it any more
        limit?.cancel()
        child = null
        const answer = error === null
          ? { apps: parseComputeApps(stdout) }
          : { problem: `nvidia-smi fails and says: ${wordsOf(stdout, stderr) ?? error.message}`.slice(0, WORDS) }
        newest = { answer, at: clock.mono() }
      })
      child = asked
      limit = clock.after(stale_ms, () => { asked.kill('SIGKILL') })
    },
    answer: () => newest !== null && clock.mono() - newest.at <= stale_ms ? newest.answer : null,
    rest () {
      end()
      newest = null
    }
  }
}

/** The csv lines of nvidia-smi. "[N/A]" and the like are null, 0 is 0; other lines are no processes. */
export function parseComputeApps (text: string): ComputeApp[] {
  return text.split('\n').flatMap(line => {
    const [uuid = '', pid = '', memory = ''] = line.split(',').map(part => part.trim())
    if (!/^(GPU|MIG)-/.test(uuid) || !/^\d+$/.test(pid)) return []
    return [{ uuid, pid: Number(pid), memory_mib: /^\d+(\.\d+)?$/.test(memory) ? Number(memory) : null }]
  })
}

function wordsOf (...texts: string[]): string | null {
  const words = texts.join('\n').replace(/\p{Cc}+/gu, ' ').trim()
  return words === '' ? null : words
}
