import { pathToFileURL } from 'node:url'
import { filesIn, root } from './tree.ts'

/** Paths of the test files under a folder of test/. */
export const testFilesIn = (folder: string): string[] => filesIn(folder).filter(path => path.endsWith('.test.ts'))

/** Runs test files in this process, one after the other: a process for each costs more than their tests do. */
export async function runTestFiles (paths: string[]): Promise<void> {
  for (const path of paths) await import(pathToFileURL(root + path).href)
}
