import { join } from 'node:path'
import { Type } from '@sinclair/typebox'
import type { LoadedConfig } from '../../core/contract/configs.ts'
import { nullable } from '../../core/contract/define.ts'
import { recordReader } from '../../core/contract/read-record.ts'
import { createAppError } from '../../core/domain/app-error.ts'
import type { JsonObject } from '../../core/domain/schema/json-schema.ts'
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

/**
 * The active config as it is given out, with what `complete` adds; `current` throws no_active_config where there is
 * none.
 */
export function showActive (
  kept: Pick<ActiveConfig, 'get'>, trainer: LoadedConfig['trainer'],
  complete: (config: JsonObject) => JsonObject
) {
  const active = (): LoadedConfig | null => {
    const now = kept.get()
    return now === null ? null : { name: now.name, trainer, config: complete(now.config) }
  }
  return {
    active,
    current (): LoadedConfig {
      const now = active()
      if (now === null) throw createAppError('no_active_config')
      return now
    }
  }
}
