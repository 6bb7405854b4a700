import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs'
import { mkdir, readdir, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { isObject } from '../../core/domain/schema/json-schema.ts'
import { errorCode } from '../../core/domain/file-error.ts'
import type { Description } from '../../core/domain/onetrainer/description.ts'
import { createFileWriter } from '../files/atomic-write.ts'
import { commitOf } from './find-checkout.ts'

/** The version of the document that this server understands: `format` of bridge/describe. */
const FORMAT = 1
const LOOKED_AT = ['modules/util/config', 'modules/util/enum', 'training_presets']

/**
 * Name of the file that keeps a description: the commit, and a digest of all else that it depends on – when what was
 * described was last written, by anyone, which Python it was and what is installed there, and our own program.
 */
export function descriptionName (dir: string, python: string, script: string): string {
  const facts = [
    `${FORMAT}`, dir, python,
    ...LOOKED_AT.flatMap(folder => written(join(dir, folder))),
    ...['modules/util/optimizer_util.py', 'modules/util/create.py'].flatMap(file => changed(join(dir, file))),
    ...written(script).filter(line => line.includes('.py ')),
    ...sitePackages(python).flatMap(changed)
  ]
  const digest = createHash('sha256').update(facts.join('\n')).digest('hex').slice(0, 12)
  return `onetrainer-${commitOf(dir) ?? 'unversioned'}-${digest}.json`
}

/** A description that was kept; null when there is none that can be used: it is made again. */
export function readDescription (folder: string, name: string): Description | null {
  try {
    const kept: unknown = JSON.parse(readFileSync(join(folder, name), 'utf8'))
    // as: our own file, of this format
    return isObject(kept) && kept.format === FORMAT && isObject(kept.schema) ? kept as unknown as Description : null
  } catch (error) {
    if (error instanceof SyntaxError || errorCode(error) !== 'UNKNOWN') return null // damaged, missing or unreadable
    throw error
  }
}

/** Keeps a description, and removes those of other commits. */
export async function keepDescription (folder: string, name: string, description: Description): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await createFileWriter().write(join(folder, name), JSON.stringify(description))
  const others = (await readdir(folder)).filter(other => /^onetrainer-.*\.json$/.test(other) && other !== name)
  for (const other of others) await rm(join(folder, other), { force: true })
}

/** When each file below a folder was written. Python's own caches do not count. */
function written (folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(path => !path.includes('__pycache__'))
    .sort()
    .flatMap(path => changed(join(folder, path)))
}

function changed (path: string): string[] {
  const facts = statSync(path, { throwIfNoEntry: false })
  return facts === undefined ? [] : [`${path} ${facts.isFile() ? facts.size : ''} ${facts.mtimeMs}`]
}

/** The folders a Python's packages lie in: they change whenever one is installed. */
function sitePackages (python: string): string[] {
  const lib = join(dirname(dirname(python)), 'lib')
  return existsSync(lib)
    ? readdirSync(lib)
      .filter(name => /^python3\.\d+$/.test(name))
      .map(name => join(lib, name, 'site-packages'))
    : []
}
