import type { WaitingJob } from '../../core/contract/queue.ts'

type Expected = Pick<WaitingJob, 'expected_start' | 'start_unknown'>

/** How late a start may be before what was expected is given up. */
const LATE_MS = 90_000

/** When a waiting job is expected to start, or why that is not known: also where its moment is past. */
export function startOf (
  { expected_start, start_unknown }: Expected, now: number
): { at: string, why: null } | { at: null, why: string } {
  if (expected_start === null) return { at: null, why: start_unknown ?? 'The server does not say why' }
  return now - Date.parse(expected_start) > LATE_MS
    ? { at: null, why: 'It was expected to have started by now' }
    : { at: expected_start, why: null }
}

/** A length as it is spoken of: an estimate has no seconds beside its minutes. */
export const aboutSeconds = (seconds: number): number =>
  seconds < 60 ? Math.max(1, seconds) : Math.round(seconds / 60) * 60
