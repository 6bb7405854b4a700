import { open, rename } from 'node:fs/promises'
import { join } from 'node:path'

/** Writes a JSON file, all or nothing, and has it on the disk before it returns. */
export async function writeDurably (dir: string, name: string, value: unknown): Promise<void> {
  const temporary = join(dir, `.${name}.tmp`)
  const file = await open(temporary, 'w', 0o600)
  try {
    await file.writeFile(JSON.stringify(value, null, 2) + '\n')
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(temporary, join(dir, name))
  await syncFolder(dir)
}

/** Has the names in a folder on the disk before it returns. */
export async function syncFolder (path: string): Promise<void> {
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
