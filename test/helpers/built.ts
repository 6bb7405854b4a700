import { join } from 'node:path'
import { root } from './tree.ts'

// as: the script is JavaScript, which says no types
const { isBuilt } = await import('../../scripts/build.mjs' as string) as { isBuilt: () => boolean }
let fresh: boolean | undefined

/**
 * The path of a compiled program; `path` is relative to dist/. Throws when dist/ is not what the sources compile to.
 */
export function built (path: string): string {
  fresh ??= isBuilt()
  if (!fresh) throw new Error('dist/ is stale: run npm run build')
  return join(root, 'dist', path)
}
