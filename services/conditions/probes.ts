import { join } from 'node:path'
import { createFileWriter } from '../files/atomic-write.ts'

/** More than a file system keeps inside a folder's own entry. */
const PROBE_BYTES = 64 * 1024

/** Writes a file into the state directory and removes it; rejects where that fails. */
export function createDiskProbe (state_dir: string): () => Promise<void> {
  const files = createFileWriter()
  const path = join(state_dir, 'probe')
  return async () => {
    await files.write(path, Buffer.alloc(PROBE_BYTES))
    await files.remove(path)
  }
}
