import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { SystemInfo } from '../../src/contract/system.ts'
import type { PythonFinder } from './python.ts'

type TrainerInfo = SystemInfo['trainer']

interface Deps {
  python: PythonFinder
  /** ONETRAINER_DIR; the built-in trainer serves when it is not set. */
  onetrainer_dir?: string | undefined
  /** Version of this package, which is that of the built-in trainer. */
  version: string
}

/** The trainer that serves here, whether it can, and what to do when it cannot. */
export async function trainerInfo ({ python, onetrainer_dir, version }: Deps): Promise<TrainerInfo> {
  const { available, program, version: python_version, message } = await python.find()
  const found = { available, python: program, python_version }
  if (onetrainer_dir === undefined) {
    const help = available ? 'the built-in trainer serves' : 'the built-in trainer needs it'
    return { kind: 'builtin', ...found, version, device: 'cpu', message: `${message}; ${help}` }
  }
  const base = { kind: 'onetrainer' as const, ...found, device: null }
  if (!existsSync(join(onetrainer_dir, 'modules', 'trainer', 'GenericTrainer.py'))) {
    return { ...base, available: false, version: null, message: 'ONETRAINER_DIR is not a OneTrainer checkout: modules/trainer/GenericTrainer.py is missing there' }
  }
  return { ...base, version: commitOf(onetrainer_dir), message: `OneTrainer checkout found; ${message}` }
}

/** The commit a checkout stands at, 12 digits; null when git does not say so in a plain file. */
function commitOf (folder: string): string | null {
  const read = (...parts: string[]): string | null => {
    const path = join(folder, '.git', ...parts)
    return existsSync(path) ? readFileSync(path, 'utf8').trim() : null
  }
  // In a worktree .git is a file, and there is no HEAD below it.
  const head = read('HEAD')
  const branch = /^ref: (refs\/heads\/[\w./-]+)$/.exec(head ?? '')?.[1]
  const commit = branch === undefined ? head : read(...branch.split('/'))
  return commit !== null && /^[0-9a-f]{40}$/.test(commit) ? commit.slice(0, 12) : null
}
