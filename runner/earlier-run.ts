import { DamagedRecord } from '../core/contract/read-record.ts'
import type { AttemptSpec, ExitFile, ProcessIdentity, RunnerFile } from '../core/contract/journal.ts'
import { PROTOCOL_VERSION } from '../core/contract/values.ts'
import type { AttemptFolder } from './attempt-folder.ts'
import { hasJournal } from './journal-scan.ts'

/** What the folder of an attempt says of an earlier runner. */
export interface EarlierRun {
  /** runner.json; null when no runner got as far as writing it. A damaged one shows that a runner lived, not which. */
  runner: RunnerFile | null
  /** exit.json; null when the attempt has not ended, or that file is damaged. */
  exit: ExitFile | null
  /** What is wrong with exit.json: the attempt has ended, and how is not known; else null. */
  damage: string | null
  /** One of these files or a journal is there: the attempt is finalized, never trained again. */
  has_begun: boolean
}

/** Reads both. Throws the system's errors: a file that cannot be read now may be sound. */
export function readEarlierRun (
  folder: Pick<AttemptFolder, 'path' | 'runner' | 'exit'>, spec: AttemptSpec, own: ProcessIdentity
): EarlierRun {
  const [runner, exit] = [soundOrDamage(folder.runner), soundOrDamage(folder.exit)]
  return {
    runner: runner instanceof DamagedRecord ? unknownRunner(spec, own) : runner,
    exit: exit instanceof DamagedRecord ? null : exit,
    damage: exit instanceof DamagedRecord ? exit.message : null,
    has_begun: runner !== null || exit !== null || hasJournal(folder.path)
  }
}

/** Of no known boot, so that it counts as gone; its trainer is found by its cookie. */
const unknownRunner = ({ socket, created_at }: AttemptSpec, own: ProcessIdentity): RunnerFile =>
  ({ v: PROTOCOL_VERSION, boot_id: null, runner: own, trainer: null, socket, started_at: created_at })

function soundOrDamage<T> (read: () => T): T | DamagedRecord {
  try {
    return read()
  } catch (error) {
    if (error instanceof DamagedRecord) return error
    throw error
  }
}
