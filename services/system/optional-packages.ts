import type { SystemInfo } from '../../core/contract/system.ts'
import { loadSharp } from '../samples/sharp.ts'
import { loadSqlite, SqliteMissing } from '../store/sqlite.ts'

type Check = NonNullable<SystemInfo['trainer']['checks']>[number]

/** How the packages are loaded that `npm ci --omit=optional` leaves out. */
interface Loaders { sqlite: () => unknown, sharp: () => Promise<unknown> }

/** Whether the optional packages are there, or not needed. */
export async function optionalPackages (
  { sqlite, sharp }: Loaders = { sqlite: loadSqlite, sharp: loadSharp }
): Promise<Check[]> {
  return [checkSqlite(sqlite), await checkSharp(sharp)]
}

function checkSqlite (load: () => unknown): Check {
  try {
    load()
    return { name: 'sqlite', status: 'ok', message: 'SQLite is there' }
  } catch (error) {
    if (!(error instanceof SqliteMissing)) throw error
    return { name: 'sqlite', status: 'missing', message: error.message }
  }
}

async function checkSharp (load: () => Promise<unknown>): Promise<Check> {
  if (await load() !== null) return { name: 'sharp', status: 'ok', message: 'thumbnails are made of large samples' }
  return {
    name: 'sharp', status: 'warning',
    message: 'the package sharp is not installed: pictures are served whole',
    hint: 'run npm install'
  }
}
