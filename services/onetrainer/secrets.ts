import { mkdirSync, readFileSync } from 'node:fs'
import { open, rename } from 'node:fs/promises'
import { join } from 'node:path'
import type { Secrets } from '../../core/contract/configs.ts'
import { isObject } from '../../core/domain/config/json-schema.ts'

/**
 * What only the trainer may know: write-only for everyone else. It is kept in STATE_DIR/secrets.json, mode 0600, and no
 * reply, log, journal, config.json or spec.json ever holds it. A training gets it through its environment alone: the
 * server hands it to the runner it launches in one variable, and the runner adds it to the environment of the trainer it
 * starts. HF_TOKEN is what huggingface_hub itself reads; given to OneTrainer in its config, the token would be stored in
 * the user's home folder.
 */
export interface SecretStore {
  /** Replaces those that are given; an empty one is forgotten. */
  keep: (secrets: Partial<Secrets>) => Promise<void>
  /** As variables of the trainer's environment. */
  env: () => Record<string, string>
}

/** The secrets below a state folder. A file that cannot be read is reported, and holds none. */
export function createSecretStore (state_dir: string, report: (message: string) => void): SecretStore {
  const path = join(state_dir, 'secrets.json')
  let kept = read(path, report)
  let writing: Promise<void> = Promise.resolve()

  async function write (secrets: Partial<Secrets>): Promise<void> {
    const next = Object.fromEntries(Object.entries({ ...kept, ...secrets }).filter(([, value]) => value !== ''))
    mkdirSync(state_dir, { recursive: true, mode: 0o700 })
    const file = await open(`${path}.new`, 'w', 0o600)
    try {
      await file.writeFile(JSON.stringify(next))
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(`${path}.new`, path)
    kept = next
  }

  return {
    async keep (secrets) {
      const mine = writing.then(async () => { await write(secrets) })
      // Two at once never write one file together; a failure is told to whoever asked for it.
      writing = mine.then(() => undefined, () => undefined)
      await mine
    },
    env: (): Record<string, string> => kept.huggingface_token === undefined ? {} : { HF_TOKEN: kept.huggingface_token }
  }
}

function read (path: string, report: (message: string) => void): Partial<Secrets> {
  try {
    const kept: unknown = JSON.parse(readFileSync(path, 'utf8'))
    return isObject(kept) && typeof kept.huggingface_token === 'string' ? { huggingface_token: kept.huggingface_token } : {}
  } catch (error) {
    // What is in it is not repeated, not even in part.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') report('secrets.json cannot be read; no secrets are known') // as: node's file errors carry a code
    return {}
  }
}
