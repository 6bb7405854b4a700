import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import type { Test } from 'tap'

type Call = (path: unknown, ...rest: unknown[]) => unknown

/** Calls that read, by name, and whether they are of `node:fs/promises`. */
const calls = [
  ...['readFileSync', 'openSync', 'readdirSync'].map(name => ({ name, owner: fs })),
  ...['readFile', 'open', 'readdir', 'copyFile'].map(name => ({ name, owner: fs.promises }))
] as unknown as Array<{ name: string, owner: Record<string, Call> }>

let isUnfailing = false

/** Reads, without waiting in between, as if no read failed: for what the test itself reads. */
export function readUnfailing<T> (read: () => T): T {
  isUnfailing = true
  try {
    return read()
  } finally {
    isUnfailing = false
  }
}

/**
 * Lets every read of a path fail with the code that `codeOf` gives for it; null lets it pass. Returns a function that
 * ends it; the end of the test does too.
 */
export function failReads (t: Test, codeOf: (path: string) => string | null): () => void {
  const originals = calls.map(({ name, owner }) => ({ name, owner, act: owner[name]! }))
  for (const { name, owner, act } of originals) {
    const isSync = name.endsWith('Sync')
    owner[name] = (path, ...rest) => {
      const code = typeof path === 'string' && !isUnfailing ? codeOf(path) : null
      if (code === null) return act.call(owner, path, ...rest)
      const error = Object.assign(new Error(`${code}: injected`), { code, syscall: 'open', path })
      if (isSync) throw error
      return Promise.reject(error)
    }
  }
  syncBuiltinESMExports()
  function heal (): void {
    for (const { name, owner, act } of originals) owner[name] = act
    syncBuiltinESMExports()
  }
  t.teardown(heal)
  return heal
}
