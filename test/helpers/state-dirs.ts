import { cpSync, existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Test } from 'tap'
import { readUnfailing } from './failing-reads.ts'
import { stateDir } from './server-process.ts'
import { root } from './tree.ts'

const fixtures = join(root, 'test/fixtures/state-dirs')

/** The versions of which a state directory is kept. */
export const oldVersions = (): string[] => readdirSync(fixtures).sort()

/** A copy of a state directory that a server of that version wrote, without its store unless it is asked for. */
export function oldStateDir (t: Test, version: string, { store = false } = {}): string {
  const from = join(fixtures, version)
  const state_dir = stateDir(t)
  cpSync(join(from, 'state'), state_dir, { recursive: true })
  if (store) cpSync(join(from, 'store.db'), join(state_dir, 'store.db'))
  return state_dir
}

/** Gives the attempts that were running a folder for their socket, and the place where the state directory is now. */
export function settleIn (state_dir: string): void {
  for (const path of Object.keys(filesBelow(state_dir)).filter(path => path.endsWith('/spec.json'))) {
    if (existsSync(join(state_dir, path, '../exit.json'))) continue
    const text = readFileSync(join(state_dir, path), 'utf8')
    const here = text.replaceAll('/srv/onetrainer', state_dir).replaceAll('/run/onetrainer-web-ui', state_dir)
    writeFileSync(join(state_dir, path), here)
  }
}

/**
 * Fields of an answer that mean something else in a later version: the rate was measured from one step and is now
 * measured over a window, and the time of an attempt is now that of all attempts of its job.
 */
const replaced = ['measured_from', 'elapsed_seconds']
/** What a job was doing when it ended was its phase even after the end; it is unknown now. */
const isPhaseOfEnded = (name: string, owner: { ended_at?: string | null }): boolean =>
  name === 'phase' && typeof owner.ended_at === 'string'

/** What the server of that version answered about its state directory, by the path that was asked for. */
export const oldAnswers = (version: string): Record<string, unknown> => JSON.parse(
  readFileSync(join(fixtures, version, 'answers.json'), 'utf8'),
  function (this: object, name, value) {
    return replaced.includes(name) || isPhaseOfEnded(name, this) ? undefined : value
  }
)

/** Of a reply, what another one has: an object's other fields are left out, a list is taken whole. */
export function likeness (reply: unknown, other: unknown): unknown {
  if (Array.isArray(reply) && Array.isArray(other)) return reply.map((one, index) => likeness(one, other[index]))
  if (typeof reply !== 'object' || typeof other !== 'object' || reply === null || other === null) return reply
  const fields = reply as Record<string, unknown> // as: it is an object
  return Object.fromEntries(Object.entries(other).map(([name, value]) => [name, likeness(fields[name], value)]))
}

/** A copy of a state directory, to be damaged. */
export function copyOf (t: Test, from: string): string {
  const state_dir = stateDir(t)
  cpSync(from, state_dir, { recursive: true })
  return state_dir
}

/** Every file below a folder, by path, with its text; also those that a test lets its server fail to read. */
export const filesBelow = (folder: string): Record<string, string> => readUnfailing(() => Object.fromEntries(
  readdirSync(folder, { recursive: true }).map(String).sort().flatMap(path => {
    const text = textOf(join(folder, path))
    return text === null ? [] : [[path, text]]
  })
))

/** The text of a file; null for a folder, and for a draft that a program has renamed since. */
function textOf (path: string): string | null {
  try {
    return statSync(path).isFile() ? readFileSync(path, 'latin1') : null
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' && /^\..*\.tmp$/.test(basename(path))) return null
    throw error
  }
}

/** The ways in which a record file is damaged, or only different. `missing`: the field that is taken away. */
export const damages = {
  'unknown field': text => JSON.stringify({ ...JSON.parse(text) as object, from_the_future: { x: 1 } }),
  'missing field': (text, missing) => JSON.stringify({ ...JSON.parse(text) as object, [missing]: undefined }),
  'cut in half': text => text.slice(0, text.length / 2),
  emptied: () => '',
  deleted: () => null
} satisfies Record<string, (text: string, missing: string) => string | null>
export type Damage = keyof typeof damages
