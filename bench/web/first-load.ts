import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../../services/files/package-root.ts'
import type { Measured } from '../measurement.ts'

/** Script and style of the first load of `/`: their names, and their size compressed with gzip. */
export function firstLoad (built: string): { files: string[], bytes: number } {
  const html = readFileSync(join(built, 'index.html'), 'utf8')
  const files = readdirSync(join(built, 'assets'))
    .filter(name => /\.(js|css)$/.test(name) && (html.includes(name) || /^now-/.test(name)))
  const bytes = files.reduce((sum, name) => sum + readFileSync(join(built, 'assets', `${name}.gz`)).length, 0)
  return { files, bytes }
}

/** How much a browser loads before it shows the first page. */
export async function * measureFirstLoad (): AsyncGenerator<Measured> {
  const { bytes } = firstLoad(join(packageRoot(), 'web/dist'))
  yield {
    bench: 'first-load', metric: 'script and style of /, gzip', value: bytes / 1000, unit: 'KB', floor: null,
    target: { at_most: 150 }
  }
}
