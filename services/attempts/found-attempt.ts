import type { AttemptSpec } from '../../core/contract/journal.ts'
import type { DamagedRecord } from '../../core/contract/read-record.ts'
import type { AttemptRow } from '../store/store.ts'

/** An attempt as recovery finds it. */
export interface FoundAttempt {
  attempt: number
  /** Null where it cannot be followed; then `damage` says why. */
  spec: AttemptSpec | null
  damage: DamagedRecord | null
  /** Number of its first event; null where it is not known. */
  first_seq: number | null
  /** As the store had it. */
  row: AttemptRow | undefined
}
