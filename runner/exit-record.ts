import type { ExitFile } from '../core/contract/journal.ts'
import { PROTOCOL_VERSION } from '../core/contract/values.ts'
import type { Exit } from '../core/contract/values.ts'
import type { Clock } from '../core/domain/clock.ts'
import { timestampNow } from '../core/domain/clock.ts'
import type { Ending } from '../core/domain/job/ending.ts'
import type { Draft } from '../core/domain/job/translate.ts'
import type { AttemptFolder } from './attempt-folder.ts'

/** The last event of an attempt: a `training_status` that has an `exit`. */
export function finalStatus (
  ending: Ending, exit: Exit
): Draft & { type: 'training_status', exit: Exit } {
  const { status, reason, message, error, traceback } = ending
  return { type: 'training_status', status, phase: 'unknown', message, error, reason, exit, traceback }
}

const RETRY_MS = 2000

/** How an attempt ended, as exit.json records it. */
export interface ExitRecord { ending: Pick<Ending, 'status' | 'reason' | 'error'>, exit: Exit }

/** Writes exit.json, and retries until the disk accepts it. */
export async function writeExit (
  folder: AttemptFolder, { ending, exit }: ExitRecord, last_seq: number, clock: Clock
): Promise<void> {
  const { status, reason, error } = ending
  const file: ExitFile = { v: PROTOCOL_VERSION, status, reason, error, exit, last_seq, ended_at: timestampNow(clock) }
  for (;;) {
    try {
      folder.writeExit(file)
      return
    } catch {
      await new Promise<void>(resolve => {
        clock.after(RETRY_MS, resolve)
      }) // a full disk: nothing else is left to do
    }
  }
}
