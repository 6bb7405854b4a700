import { rename } from 'node:fs/promises'
import { ifExists } from './if-exists.ts'

/** Puts a file that cannot be used where it is in nobody's way, and keeps it. One that is not there stays so. */
export async function moveAside (path: string, aside: string): Promise<void> {
  await ifExists(rename(path, aside))
}
