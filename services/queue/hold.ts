import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isObject } from '../../core/domain/config/json-schema.ts'
import { writeDurably } from '../files/atomic-write.ts'

export interface Hold {
  held: () => boolean
  /** It stays so over a restart, unless it is only until then. */
  set: (held: boolean, until_restart?: boolean) => Promise<void>
}

/** Whether the queue is held; kept in `queue.json` of the state directory. */
export function createHold (state_dir: string): Hold {
  let held = read(join(state_dir, 'queue.json'))
  return {
    held: () => held,
    async set (next, until_restart = false) {
      if (!until_restart) await writeDurably(state_dir, 'queue.json', { held: next })
      held = next
    }
  }
}

function read (path: string): boolean {
  try {
    const kept: unknown = JSON.parse(readFileSync(path, 'utf8'))
    return isObject(kept) && kept.held === true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false // as: node's file errors carry a code
    throw error
  }
}
