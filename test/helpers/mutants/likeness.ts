import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../tree.ts'

/** A word of a path says more of what a file is about than one of its text. */
const PATH_WEIGHT = 4

/**
 * How like tests are to a source file by their words, for what no import tells: a test of the whole loads everything.
 * A word counts the more, the fewer tests have it; tests of many words have no advantage.
 */
export function createLikeness (tests: readonly string[]): (source: string) => (test: string) => number {
  const bags = new Map(tests.map(path => [path, bagOf(path)]))
  const counts = new Map<string, number>()
  for (const { all } of bags.values()) for (const word of all) counts.set(word, (counts.get(word) ?? 0) + 1)
  const rarity = (word: string): number => Math.log(tests.length / (counts.get(word) ?? tests.length)) ** 2
  const sum = (words: Iterable<string>, weight: (word: string) => number): number =>
    [...words].reduce((total, word) => total + weight(word) * rarity(word), 0)
  const lengths = new Map([...bags].map(([path, { all }]) => [path, Math.sqrt(sum(all, () => 1))]))
  return source => {
    const { all, path } = bagOf(source)
    return test => {
      const other = bags.get(test) ?? bagOf(test)
      const shared = [...all].filter(word => other.all.has(word))
      const weight = (word: string): number =>
        (path.has(word) ? PATH_WEIGHT : 1) * (path.has(word) && other.path.has(word) ? PATH_WEIGHT : 1)
      return sum(shared, weight) / (lengths.get(test) ?? 1)
    }
  }
}

interface Bag { path: Set<string>, all: Set<string> }

function bagOf (path: string): Bag {
  const named = wordsOf(path.replace(/^test\/\w+\//, ''))
  return { path: named, all: new Set([...named, ...wordsOf(readFileSync(join(root, path), 'utf8'))]) }
}

/** Its words of three letters or more, those of names one by one, in the singular. */
const wordsOf = (text: string): Set<string> =>
  new Set((text.match(/[A-Za-z][a-z]{2,}/g) ?? []).map(singular))
const singular = (word: string): string => word.toLowerCase().replace(/ies$/, 'y').replace(/s$/, '')
