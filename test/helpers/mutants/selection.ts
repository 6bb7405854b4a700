import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { importsOf } from '../imports.ts'
import { filesIn, root } from '../tree.ts'
import { createLikeness } from './likeness.ts'

/** Which test files can notice a change of a source file. */
export interface Selection {
  /** The tests that mirror its path, or import it themselves. */
  near: string[]
  /** The other unit tests that it is loaded for. */
  unit: string[]
  /** Tests of the whole, the likest first. */
  whole: string[]
}

/** Compares the generated documents with the contract: it notices its words, which it does not name. */
const GENERATED = 'test/integration/scripts/generated.test.ts'

/** Reads every test's imports once; the returned function selects for a source file. */
export function readSelections (): (source: string) => Selection {
  const tests = ['unit', 'property', 'integration', 'kill']
    .flatMap(lane => filesIn(`test/${lane}`))
    .filter(path => path.endsWith('.test.ts') && !path.startsWith('test/unit/repository/'))
  const wholes = tests.filter(test => !test.startsWith('test/unit/'))
  const likenessTo = createLikeness(wholes)
  const distances = new Map(tests.map(test => [test, distancesFrom(test)]))
  return source => {
    const distance = (test: string): number => distances.get(test)?.get(source) ?? Infinity
    const mirrors = (test: string): boolean => sharedFolders(test, source) === dirname(source)
    const isUnit = (test: string): boolean => test.startsWith('test/unit/') && distance(test) < Infinity
    const isNear = (test: string): boolean => isUnit(test) && (mirrors(test) || distance(test) === 1)
    const likeness = likenessTo(source)
    const likest = new Map(wholes.map(test => [test, likeness(test)]))
    const byNearness = (one: string, other: string): number =>
      sharedFolders(other, source).length - sharedFolders(one, source).length ||
      distance(one) - distance(other) || one.localeCompare(other)
    return {
      near: tests.filter(isNear).sort(byNearness),
      unit: tests.filter(test => isUnit(test) && !isNear(test)).sort(byNearness),
      whole: [
        ...source.startsWith('core/contract/') ? [GENERATED] : [],
        ...[...wholes].sort((one, other) => (likest.get(other) ?? 0) - (likest.get(one) ?? 0))
      ]
    }
  }
}

/** The folders that a test's path has in common with a source's, from the first on. */
function sharedFolders (test: string, source: string): string {
  const [folders, mirrored] = [dirname(source).split('/'), dirname(test).split('/').slice(2)]
  const length = folders.findIndex((folder, at) => folder !== mirrored[at])
  return (length === -1 ? folders : folders.slice(0, length)).join('/')
}

/** How many imports lie between a test and each file that it loads. */
function distancesFrom (test: string): Map<string, number> {
  const found = new Map([[test, 0]])
  for (const [path, distance] of found) { // a map also visits what is added meanwhile
    for (const target of targetsOf(path)) if (!found.has(target)) found.set(target, distance + 1)
  }
  return found
}

const targetsOf = (path: string): string[] =>
  importsOf(readFileSync(join(root, path), 'utf8'))
    .filter(({ target, types_only }) => !types_only && target?.startsWith('.') === true)
    .map(({ target = '' }) => normalize(join(dirname(path), target)))
    .filter(file => file.endsWith('.ts') && existsSync(join(root, file)))
