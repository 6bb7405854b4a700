import fc from 'fast-check'
import { pathToFileURL } from 'node:url'
import { filesIn, root } from './tree.ts'

/** Paths of the test files under a folder of test/. */
export const testFilesIn = (folder: string): string[] => filesIn(folder).filter(path => path.endsWith('.test.ts'))

/**
 * Runs test files in this process, one after the other: a process for each costs more than their tests do. Properties
 * are tried with the same inputs each time; `PROPERTY_SEED=<number>` tries others.
 */
export async function runTestFiles (paths: string[]): Promise<void> {
  fc.configureGlobal({ seed: Number(process.env.PROPERTY_SEED ?? 1) })
  for (const path of paths) await import(pathToFileURL(root + path).href)
}
