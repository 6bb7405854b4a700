import { cpSync, readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Test } from 'tap'
import { stateDir } from './server-process.ts'
import { root } from './tree.ts'

/** A copy of a state directory that a server of that commit wrote, without its store unless it is asked for. */
export function oldStateDir (t: Test, commit: string, { store = false } = {}): string {
  const from = join(root, 'test/fixtures/state-dirs', commit)
  const state_dir = stateDir(t)
  cpSync(join(from, 'state'), state_dir, { recursive: true })
  if (store) cpSync(join(from, 'store.db'), join(state_dir, 'store.db'))
  return state_dir
}

/** A copy of a state directory, to be damaged. */
export function copyOf (t: Test, from: string): string {
  const state_dir = stateDir(t)
  cpSync(from, state_dir, { recursive: true })
  return state_dir
}

/** Every file below a folder, by path, with its text. */
export const filesBelow = (folder: string): Record<string, string> => Object.fromEntries(
  readdirSync(folder, { recursive: true }).map(String).sort()
    .filter(path => statSync(join(folder, path)).isFile())
    .map(path => [path, readFileSync(join(folder, path), 'latin1')])
)

/** The ways in which a record file is damaged, or only different. `missing`: the field that is taken away. */
export const damages = {
  'unknown field': text => JSON.stringify({ ...JSON.parse(text) as object, from_the_future: { x: 1 } }),
  'missing field': (text, missing) => JSON.stringify({ ...JSON.parse(text) as object, [missing]: undefined }),
  'cut in half': text => text.slice(0, text.length / 2),
  emptied: () => '',
  deleted: () => null
} satisfies Record<string, (text: string, missing: string) => string | null>
export type Damage = keyof typeof damages
