import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Folder of our package.json, found from a file of ours: the same from the sources and from dist/. */
export function packageRoot (from: string = import.meta.url): string {
  let folder = dirname(fileURLToPath(from))
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder)
    if (parent === folder) throw new Error(`no package.json above ${fileURLToPath(from)}`)
    folder = parent
  }
  return folder
}

/** Version in our package.json. */
export function packageVersion (root: string = packageRoot()): string {
  // as: it is our own file
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
  return version
}

/** Folder of an installed package, wherever the package manager put it. */
export const installedPackage = (name: string): string =>
  dirname(createRequire(import.meta.url).resolve(`${name}/package.json`))
