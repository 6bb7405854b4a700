import { mkdirSync, readFileSync } from 'node:fs'
import { open, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { isObject } from '../../src/domain/shape.ts'

export interface Active { name: string | null, config: Record<string, unknown> }

/** Begins with a dot, so no saved config can have its name. */
const fileName = '.current.json'

/** The config that was active when the server ended; null when none was, or what is there cannot be read. */
export function readActive (folder: string, report: (message: string) => void): Active | null {
  try {
    const kept: unknown = JSON.parse(readFileSync(join(folder, fileName), 'utf8'))
    if (isObject(kept) && isObject(kept.config) && (kept.name === null || typeof kept.name === 'string')) return { name: kept.name, config: kept.config }
    report(`${fileName} does not hold a config; no config is active`)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') report(`${fileName} cannot be read; no config is active: ${String(error)}`) // as: node's file errors carry a code
  }
  return null
}

/** Keeps the active config: whoever reads the file finds the old one or the new one, whole. */
export async function writeActive (folder: string, active: Active): Promise<void> {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, fileName)
  const file = await open(`${path}.new`, 'w', 0o600)
  try {
    await file.writeFile(JSON.stringify(active, null, 2) + '\n')
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(`${path}.new`, path)
}
