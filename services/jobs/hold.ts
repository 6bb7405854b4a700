import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isObject } from '../../src/domain/shape.ts'
import { writeDurably } from '../durable-files.ts'

/** Whether the queue is held; it stays so over a restart. */
export interface Hold { held: () => boolean, set: (held: boolean) => Promise<void> }

/** Reads `queue.json` of the state directory, if there is one. */
export function createHold (state_dir: string): Hold {
  let held = read(join(state_dir, 'queue.json'))
  return {
    held: () => held,
    async set (next) {
      await writeDurably(state_dir, 'queue.json', { held: next })
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
