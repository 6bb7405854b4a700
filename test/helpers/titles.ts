import { readFileSync } from 'node:fs'
import { filesIn, root } from './tree.ts'

const opening = /(?<=['"`])(?:\[[A-Z]+\d+\] ?)+/g
const ids = /[A-Z]+\d+/g

/** The rules a test file speaks of: the ids in brackets that begin its titles. */
export const rulesIn = (source: string): string[] =>
  [...source.matchAll(opening)].flatMap(([text]) => text.match(ids) ?? [])

/** The text of every test file, by path; fixtures and this folder's own helpers are no tests. */
export function testFiles (): Map<string, string> {
  const paths = filesIn('test').filter(
    path => /(\.test\.ts|test_\w+\.py)$/.test(path) && !path.startsWith('test/fixtures/')
  )
  return new Map(paths.map(path => [path, readFileSync(root + path, 'utf8')]))
}
