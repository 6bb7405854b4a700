import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { ReadRecord } from '../../core/contract/read-record.ts'
import { createFileWriter } from './atomic-write.ts'
import { moveDamagedAside } from './move-aside.ts'
import { readRecordSync } from './read-record.ts'

/** A record that is read once, at the start, and written whole at each change. */
export interface KeptRecord<T> {
  /** What the file held at the start; null when there was no file, or a damaged one. */
  atStart: T | null
  isDamaged: boolean
  /**
   * Replaces the file; a damaged one is moved aside first. Makes its folder if need be. The owner waits for one
   * write before the next.
   */
  write: (record: T) => Promise<void>
}

/** Opens the record file at `path`. `onDamage` gets the file, the place in it and the problem, and none of its text. */
export function openKeptRecord<T> (
  path: string, read: ReadRecord<T>, onDamage: (problem: string) => void
): KeptRecord<T> {
  const files = createFileWriter()
  let damage: Error | null = null
  let atStart: T | null = null
  try {
    atStart = readRecordSync(read, path)
  } catch (error) {
    damage = error as Error // as: readRecordSync throws nothing else
    onDamage(damage.message)
  }
  return {
    atStart,
    isDamaged: damage !== null,
    async write (record) {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 })
      if (damage !== null) await moveDamagedAside(path)
      damage = null
      await files.writeJson(path, record)
    }
  }
}
