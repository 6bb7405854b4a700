import type { BridgeLineOf } from '../../contract/bridge.ts'
import type { JobStatus, Phase, Reason } from '../../contract/values.ts'
import { lastTraceback, tellingLine, readSigns } from './ending-signs.ts'
import { beingWritten } from './stop-ladder.ts'

/** What was seen of an end. */
export interface Seen {
  code: number | null
  signal: string | null
  /** The trainer's own last line, if it came to that. */
  end: BridgeLineOf<'end'> | null
  /** Why the program could not be started at all. */
  spawn_error: string | null
  /** The runner gave up waiting for `ready`. */
  start_timed_out: boolean
  ready: boolean
  phase: Phase
  stop_requested: boolean
  /** A signal of ours went out before the end. */
  signalled: boolean
  /** The last lines of stderr, oldest first. */
  stderr_tail: readonly string[]
  /** How often the kernel killed for memory in the trainer's control group since it began. */
  oom_kills: number
}

/** The name of an end. `unconfirmed` tells that the trainer left without saying how it went. */
export interface Ending {
  status: JobStatus
  reason: Reason
  message: string
  error: string | null
  traceback: string | null
  unconfirmed: boolean
}

/** Names the end of a trainer from what was seen of it. */
export function nameEnding (seen: Seen): Ending {
  if (seen.spawn_error !== null) return failed('launch_failed', 'The trainer could not be started', seen.spawn_error)
  if (seen.start_timed_out) {
    return failed(
      'start_timeout',
      'The trainer was not ready in time and was ended',
      tellingLine(seen.stderr_tail),
      lastTraceback(seen.stderr_tail)
    )
  }
  if (seen.end !== null) return asTold(seen.end, seen)
  if (seen.stop_requested && (seen.signalled || seen.code === 0)) return stoppedWithoutReport(seen)
  const signal = seen.signal ?? wrappedSignal(seen.code)
  if (signal !== null) return bySignal(signal, seen)
  return seen.code === 0 && seen.ready ? finishedWithoutReport() : crashed(seen)
}

function asTold (end: BridgeLineOf<'end'>, seen: Seen): Ending {
  const message = end.message === '' ? outcomeMessages[end.outcome] : end.message
  const shared = { message, error: null, traceback: null, unconfirmed: false }
  switch (end.outcome) {
    case 'completed':
      return { ...shared, status: 'completed', reason: 'finished' }
    case 'stopped':
      return {
        ...shared,
        status: 'stopped',
        reason: end.reason === 'nothing_trained' ? 'nothing_trained' : 'user_stop'
      }
    case 'released':
      return { ...shared, status: 'paused', reason: 'released' }
    case 'error':
      return failedAsTold(end, seen)
  }
}

const vague = new Set<Reason>(['trainer_error', 'trainer_exit', 'finished'])

function failedAsTold (end: BridgeLineOf<'end'>, { phase, stderr_tail }: Seen): Ending {
  const text = end.error === null ? end.message : `${end.error.type}: ${end.error.message}`
  const reason = vague.has(end.reason)
    ? (readSigns(text) ?? (phase === 'saving' ? 'save_failed' : 'trainer_error'))
    : end.reason
  return failed(
    reason,
    reasonMessages[reason] ?? (end.message || outcomeMessages.error),
    text,
    end.error?.traceback ?? lastTraceback(stderr_tail)
  )
}

function bySignal (signal: string, seen: Seen): Ending {
  if (signal === 'SIGKILL') {
    return seen.oom_kills > 0
      ? failed(
        'oom_killed',
        'The system killed the trainer: it ran out of memory (RAM)',
        'Killed by the kernel for memory'
      )
      : failed(
        'killed_externally',
        'Something outside killed the trainer, perhaps the system for lack of memory',
        'Killed by SIGKILL'
      )
  }
  if (signal === 'SIGTERM' || signal === 'SIGINT' || signal === 'SIGHUP') {
    return failed('killed_externally', `Something outside ended the trainer (${signal})`, `Ended by ${signal}`)
  }
  const sign = readSigns(seen.stderr_tail.join('\n'))
  return failed(
    sign ?? 'trainer_exit', `The trainer crashed (${signal})`,
    tellingLine(seen.stderr_tail) ?? `Died of ${signal}`,
    lastTraceback(seen.stderr_tail)
  )
}

function crashed (seen: Seen): Ending {
  const error = tellingLine(seen.stderr_tail) ?? `Exit code ${seen.code ?? 'unknown'}`
  const sign = readSigns(error) ?? readSigns(seen.stderr_tail.join('\n'))
  const reason = sign !== null && !(sign === 'start_failed' && seen.ready) ? sign : reasonWithoutSign(seen)
  return failed(
    reason,
    reasonMessages[reason] ?? `The trainer exited with code ${seen.code ?? 'unknown'}`,
    error,
    lastTraceback(seen.stderr_tail)
  )
}

function reasonWithoutSign ({ ready, phase }: Seen): Reason {
  if (!ready) return 'start_failed'
  return phase === 'saving' ? 'save_failed' : 'trainer_exit'
}

function stoppedWithoutReport ({ signalled, phase }: Seen): Ending {
  const lost = beingWritten(phase)
  const forced = lost === null ? 'Stopped by force' : `Stopped by force while ${lost} was being written`
  const message = signalled ? forced : outcomeMessages.stopped
  return { status: 'stopped', reason: 'user_stop', message, error: null, traceback: null, unconfirmed: !signalled }
}

function finishedWithoutReport (): Ending {
  return {
    status: 'completed', reason: 'finished',
    message: 'The trainer left without saying how it went',
    error: null,
    traceback: null,
    unconfirmed: true
  }
}

function failed (reason: Reason, message: string, error: string | null, traceback: string | null = null): Ending {
  const clip = (text: string | null, length: number): string | null => text === null ? null : text.slice(0, length)
  return {
    status: 'error', reason, message: message.slice(0, 2000), error: clip(error ?? message, 8000),
    traceback: clip(traceback, 32_000), unconfirmed: false
  }
}

/** A launcher script between us and the trainer turns a signal into 128 + its number. */
function wrappedSignal (code: number | null): string | null {
  const names: Record<number, string> = {
    134: 'SIGABRT', 135: 'SIGBUS', 136: 'SIGFPE', 137: 'SIGKILL', 139: 'SIGSEGV', 143: 'SIGTERM'
  }
  return code === null ? null : names[code] ?? null
}

const outcomeMessages: Record<BridgeLineOf<'end'>['outcome'], string> = {
  completed: 'Training finished',
  stopped: 'Training was stopped',
  released: 'Training is paused; the device is free',
  error: 'Training failed'
}

const reasonMessages: Partial<Record<Reason, string>> = {
  cuda_oom: 'The GPU ran out of memory: a smaller batch, a lower resolution or gradient checkpointing need less',
  out_of_memory: 'The machine ran out of memory (RAM)',
  disk_full: 'The disk is full: make room, then resume from the last backup',
  loss_nan: 'The loss became NaN: a lower learning rate or another data type may help',
  start_failed: 'The trainer exited before it was ready',
  save_failed: 'Training went well but the model could not be saved'
}
