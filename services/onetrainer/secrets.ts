import { join } from 'node:path'
import { Type } from '@sinclair/typebox'
import { Secrets } from '../../core/contract/configs.ts'
import { recordReader } from '../../core/contract/read-record.ts'
import { openKeptRecord } from '../files/kept-record.ts'
import { createSerialiser } from '../files/serialise.ts'

/**
 * What only the trainer may know: write-only for everyone else. It is kept in STATE_DIR/secrets.json, mode 0600, and no
 * reply, log, journal, config.json or spec.json ever holds it. A training gets it through its environment alone: the
 * server hands it to the runner it launches in one variable, and the runner adds it to the environment of the trainer
 * it starts. HF_TOKEN is what huggingface_hub itself reads; given to OneTrainer in its config, the token would be
 * stored in the user's home folder.
 */
export interface SecretStore {
  /** Replaces those that are given; an empty one is forgotten. */
  keep: (secrets: Partial<Secrets>) => Promise<void>
  /** As variables of the trainer's environment. */
  env: () => Record<string, string>
}

const readSecretsFile = recordReader(Type.Object({
  v: Type.Integer({ minimum: 1 }),
  huggingface_token: Type.Optional(Secrets.properties.huggingface_token)
}))

/** The secrets below a state folder. A damaged file is reported, holds none, and is kept beside the next one. */
export function createSecretStore (state_dir: string, report: (message: string) => void): SecretStore {
  const file = openKeptRecord(join(state_dir, 'secrets.json'), readSecretsFile, problem => {
    report(`${problem}; no secrets are known`)
  })
  const inOrder = createSerialiser()
  const kept = () => file.get() ?? { v: 1 }

  return {
    async keep (secrets) {
      await inOrder(async () => {
        const changed = Object.entries({ ...kept(), ...secrets }).filter(([, value]) => value !== '')
        // as: only an optional field can be empty
        await file.write(Object.fromEntries(changed) as ReturnType<typeof kept>)
      })
    },
    env (): Record<string, string> {
      const { huggingface_token } = kept()
      return huggingface_token === undefined ? {} : { HF_TOKEN: huggingface_token }
    }
  }
}
