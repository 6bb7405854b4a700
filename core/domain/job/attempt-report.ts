import type { AttemptReport } from '../../contract/attempts.ts'
import type { AttemptSpec, ExitFile, JournalEventOf } from '../../contract/journal.ts'

/** The records of an attempt: its spec and config, its first `trainer_ready`, its last status, and its exit file. */
export interface AttemptTraces {
  spec: AttemptSpec
  config: Record<string, unknown>
  ready: JournalEventOf<'trainer_ready'> | null
  status: JournalEventOf<'training_status'> | null
  ended: ExitFile | null
}

/**
 * The report on an attempt. Its end comes from its exit file alone: later status events belong to the job, not to this
 * attempt.
 */
export function attemptReport ({ spec, config, ready, status, ended }: AttemptTraces): AttemptReport {
  const { attempt, trainer, devices = [], resume_from, first_seq, created_at } = spec
  const { trainer_version = null, python_version = null, device = null, timestamp: ready_at = null } = ready ?? {}
  return {
    attempt,
    trainer,
    trainer_version,
    python_version,
    device,
    devices,
    resume_from,
    first_seq,
    // An attempt that never came to life has no event at all.
    last_seq: ended !== null && ended.last_seq >= first_seq ? ended.last_seq : null,
    created_at,
    ready_at,
    ended_at: ended?.ended_at ?? null,
    ...ending(status, ended),
    config
  }
}

/** The report on an attempt whose records cannot be used: all that is known of it, and why it is no more. */
export function damagedAttemptReport (
  { reason, ...known }: Pick<AttemptReport, 'attempt' | 'trainer' | 'first_seq' | 'created_at'> & { reason: string }
): AttemptReport {
  const unknown = {
    trainer_version: null, python_version: null, device: null, devices: [], resume_from: null, last_seq: null,
    ready_at: null, ended_at: null, exit: null, config: {}
  }
  return { ...known, ...unknown, status: 'error', reason: 'record_damaged', error: reason }
}

function ending (
  status: AttemptTraces['status'], ended: ExitFile | null
): Pick<AttemptReport, 'status' | 'reason' | 'error' | 'exit'> {
  const { status: word = null, reason = null, error = null, exit = null } = ended ?? status ?? {}
  return { status: word, reason, error, exit }
}
