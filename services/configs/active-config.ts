import { join } from 'node:path'
import { Type } from '@sinclair/typebox'
import { nullable } from '../../core/contract/define.ts'
import { recordReader } from '../../core/contract/read-record.ts'
import { openKeptRecord } from '../files/kept-record.ts'
import { createSerialiser } from '../files/serialise.ts'

/**
 * The files of the active configs, one for each trainer. They begin with a dot, so no saved config can have their
 * names.
 */
export const activeFiles = { builtin: '.current.json', onetrainer: '.current-onetrainer.json' } as const

export interface Active { name: string | null, config: Record<string, unknown> }

const ActiveFile = Type.Object({
  v: Type.Integer({ minimum: 1 }),
  name: nullable(Type.String(), { default: null }),
  config: Type.Record(Type.String(), Type.Unknown())
})
const readActiveFile = recordReader(ActiveFile)

/** The active config of one trainer, kept over a restart. */
export interface ActiveConfig {
  get: () => Active | null
  /** Makes it the active one once it is on the disk. */
  set: (active: Active) => Promise<void>
}

/**
 * The active config that a file of that folder keeps. A damaged file is reported: no config is active then, and the
 * file is kept beside the next one.
 */
export function createActiveConfig (folder: string, fileName: string, report: (message: string) => void): ActiveConfig {
  const onDamage = (problem: string): void => { report(`${problem}; no config is active`) }
  const file = openKeptRecord(join(folder, fileName), readActiveFile, onDamage, `configs/${fileName}`)
  const inOrder = createSerialiser()

  return {
    get: file.get,
    async set ({ name, config }) {
      await inOrder(async () => { await file.write({ v: 1, ...file.get(), name, config }) })
    }
  }
}
