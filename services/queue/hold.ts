import { join } from 'node:path'
import { Type } from '@sinclair/typebox'
import { recordReader } from '../../core/contract/read-record.ts'
import { createFileWriter } from '../files/atomic-write.ts'
import { readRecordSync } from '../files/read-record.ts'

export interface Hold {
  held: () => boolean
  /** It stays so over a restart, unless it is only until then. */
  set: (held: boolean, until_restart?: boolean) => Promise<void>
}

const readQueueFile = recordReader(Type.Object({
  v: Type.Integer({ minimum: 1 }),
  held: Type.Boolean({ default: false })
}))

/** Whether the queue is held; kept in `queue.json` of the state directory. Errors: DamagedRecord. */
export function createHold (state_dir: string): Hold {
  const path = join(state_dir, 'queue.json')
  const files = createFileWriter()
  let kept = readRecordSync(readQueueFile, path) ?? { v: 1, held: false }
  let { held } = kept
  return {
    held: () => held,
    async set (next, until_restart = false) {
      if (!until_restart) {
        kept = { ...kept, held: next }
        await files.writeJson(path, kept)
      }
      held = next
    }
  }
}
