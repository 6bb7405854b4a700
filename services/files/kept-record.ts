import { mkdir } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import type { ReadRecord } from '../../core/contract/read-record.ts'
import { createFileWriter } from './atomic-write.ts'
import { copyDamagedAside, moveDamagedAside } from './move-aside.ts'
import { readRecordSync } from './read-record.ts'

/** A record that is read once, at the start, and written whole at each change. */
export interface KeptRecord<T> {
  /**
   * What was read or written last; null when there was no file, or a damaged one. A damaged file is read again by each
   * call, so that one that could not be read for a moment, or was repaired, counts from then on.
   */
  get: () => T | null
  isDamaged: () => boolean
  /**
   * Replaces the file; a damaged one is kept aside first. Makes its folder if need be. The owner waits for one
   * write before the next.
   */
  write: (record: T) => Promise<void>
}

/** A copy, so that a write that fails leaves the file in place; one that cannot be read is moved. */
async function keepAside (path: string): Promise<void> {
  await copyDamagedAside(path).catch(async () => { await moveDamagedAside(path) })
}

/**
 * Opens the record file at `path`. `onDamage` gets the file, as `file` names it, the place in it and the problem, and
 * none of its text.
 */
export function openKeptRecord<T> (
  path: string, read: ReadRecord<T>, onDamage: (problem: string) => void, file = basename(path)
): KeptRecord<T> {
  const files = createFileWriter()
  let damage: Error | null = null
  let kept: T | null = null

  function readAgain (): void {
    try {
      kept = readRecordSync(read, path, file)
      damage = null
    } catch (error) {
      const { message } = error as Error // as: readRecordSync throws nothing else
      if (damage?.message !== message) onDamage(message)
      damage = error as Error
    }
  }

  readAgain()
  return {
    get () {
      if (damage !== null) readAgain()
      return kept
    },
    isDamaged: () => damage !== null,
    async write (record) {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 })
      if (damage !== null) await keepAside(path)
      await files.writeJson(path, record)
      damage = null
      kept = record
    }
  }
}
