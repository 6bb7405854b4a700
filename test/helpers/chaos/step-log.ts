import { closeSync, existsSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs'
import { join } from 'node:path'

/** A line of a trainer's own log: milliseconds of monotonic time, what happened, and at which step. */
export type LogLine = [at_ms: number, kind: string, step: number]

const TAIL_BYTES = 16_384
/** The time of the logs. */
export const nowMs = (): number => Number(process.hrtime.bigint() / 1_000_000n)

const parse = (text: string): LogLine[] =>
  text.split('\n').slice(0, -1).map(line => JSON.parse(line) as LogLine)

/** The logs that trainers keep by themselves, in a folder that no disturbance touches. */
export function openStepLogs (home: string) {
  const path = (job_id: string, attempt: number): string => join(home, 'steps', `${job_id}-a${attempt}.jsonl`)
  return {
    /** All lines of a log; none when there is no log. */
    all: (job_id: string, attempt: number): LogLine[] =>
      existsSync(path(job_id, attempt)) ? parse(readFileSync(path(job_id, attempt), 'utf8')) : [],
    /** The newest lines of a log; none when there is no log yet. */
    tail (job_id: string, attempt: number): LogLine[] {
      let file
      try {
        file = openSync(path(job_id, attempt), 'r')
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
        throw error
      }
      try {
        const { size } = fstatSync(file)
        const from = Math.max(0, size - TAIL_BYTES)
        const bytes = Buffer.alloc(size - from)
        readSync(file, bytes, 0, bytes.length, from)
        const text = bytes.toString('utf8')
        return parse(from === 0 ? text : text.slice(text.indexOf('\n') + 1))
      } finally {
        closeSync(file)
      }
    }
  }
}
export type StepLogs = ReturnType<typeof openStepLogs>
