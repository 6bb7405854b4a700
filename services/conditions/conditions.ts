import type { Condition, ConditionName } from '../../core/contract/conditions.ts'
import type { TrainingState } from '../../core/contract/training.ts'
import type { Clock, Timer } from '../../core/domain/clock.ts'
import { timestampNow } from '../../core/domain/clock.ts'
import { withTrouble, withoutTrouble } from '../../core/domain/conditions.ts'
import type { Trouble } from '../../core/domain/conditions.ts'
import { errorCode } from '../../core/domain/file-error.ts'
import { writeFailure } from '../../core/domain/write-failure.ts'

/**
 * The trouble that lasts. Whoever meets some reports it here, and whoever shows it reads it here: the state, the
 * stream, `/readyz` and `/metrics`.
 */
export interface Conditions {
  list: () => readonly Condition[]
  /** Something fails with that cause, or works again: null. `is_over`: the attempt of that journal has ended. */
  report: (condition: ConditionName, cause: string | null, job_id?: string, is_over?: boolean) => void
  /** Looks for a disk or a database that cannot be written in the causes of an error. */
  observe: (error: unknown) => void
  /** Adds the list to a state. */
  show: (state: TrainingState) => TrainingState
  /** Calls `listener` with the list whenever it changes, until the returned function is called. */
  subscribe: (listener: (list: readonly Condition[]) => void) => () => void
  close: () => void
}

type Probed = Extract<ConditionName, 'disk' | 'store'>

interface ConditionsDeps {
  clock: Clock
  /** Writes a little where the server writes; rejects where that fails. */
  probes: Record<Probed, () => Promise<void>>
  log: Record<'warn' | 'info' | 'error', (facts: object, message: string) => void>
}

const PROBE_MS = 5000

/** An error begins a condition at once; while one of the disk or the store stands, a probe looks for its end. */
export function createConditions ({ clock, probes, log }: ConditionsDeps): Conditions {
  const listeners = new Set<(list: readonly Condition[]) => void>()
  let list: readonly Condition[] = []
  let timer: Timer | null = null
  let probing: Promise<void> | null = null

  function report (
    condition: ConditionName, cause: string | null, job_id: string | null = null, is_over = false
  ): void {
    const before = list
    const trouble: Trouble = { condition, cause: cause ?? '', job_id, is_over }
    list = cause === null ? withoutTrouble(list, trouble) : withTrouble(list, trouble, timestampNow(clock))
    if (list === before) return
    if (cause === null) log.info({ condition, job_id }, 'trouble is over')
    else log.warn({ condition, cause, job_id }, list.findLast(one => one.condition === condition)?.message ?? condition)
    if (condition === 'journal' && cause !== null) probe() // it lies on the same disk
    probeWhileNeeded()
    for (const listener of listeners) notify(listener)
  }

  function notify (listener: (list: readonly Condition[]) => void): void {
    try {
      listener(list)
    } catch (err) {
      log.error({ err }, 'a listener of the conditions failed')
    }
  }

  function probeWhileNeeded (): void {
    const needed = list.some(({ condition }) => condition in probes)
    if (needed) timer ??= clock.every(PROBE_MS, probe)
    else {
      timer?.cancel()
      timer = null
    }
  }

  function probe (): void {
    probing ??= Promise.all([probeOne('disk'), probeOne('store')]).then(() => { probing = null })
  }

  async function probeOne (condition: Probed): Promise<void> {
    const cause = await probes[condition]().then(() => null, error => writeFailure(error)?.cause ?? errorCode(error))
    report(condition, cause)
  }

  return {
    list: () => list,
    report,
    observe (error) {
      const failure = writeFailure(error)
      if (failure === null) return
      // A disk that is full or read-only is that for every file; whether another failure concerns more than one file
      // is what the probe finds out.
      if (failure.code === 'disk_full' || failure.code === 'disk_read_only') report(failure.what, failure.cause)
      else probe()
    },
    show: state => list.length === 0 ? state : { ...state, conditions: [...list] },
    subscribe (listener) {
      listeners.add(listener)
      return () => { listeners.delete(listener) }
    },
    close () {
      timer?.cancel()
      listeners.clear()
    }
  }
}
