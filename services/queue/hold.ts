import { join } from 'node:path'
import { Type } from '@sinclair/typebox'
import { recordReader } from '../../core/contract/read-record.ts'
import { openKeptRecord } from '../files/kept-record.ts'
import { createSerialiser } from '../files/serialise.ts'

export interface Hold {
  held: () => boolean
  /** It stays so over a restart, unless it is only until then. */
  set: (held: boolean, until_restart?: boolean) => Promise<void>
}

const readQueueFile = recordReader(Type.Object({
  v: Type.Integer({ minimum: 1 }),
  held: Type.Boolean({ default: false })
}))

/**
 * Whether the queue is held; kept in `queue.json` of the state directory. A damaged file is reported, and the queue is
 * held until it is set: starting nothing is the safe choice.
 */
export function createHold (state_dir: string, report: (message: string) => void): Hold {
  const file = openKeptRecord(join(state_dir, 'queue.json'), readQueueFile, problem => {
    report(`${problem}; the queue is held until it is released`)
  })
  const inOrder = createSerialiser()
  /** A hold that ends with this server. */
  let passing: boolean | null = null
  return {
    held: () => passing ?? (file.get()?.held ?? file.isDamaged()),
    async set (held, until_restart = false) {
      await inOrder(async () => {
        if (!until_restart) await file.write({ v: 1, ...file.get(), held })
        passing = until_restart ? held : null
      })
    }
  }
}
