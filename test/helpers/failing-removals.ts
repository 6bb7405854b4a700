import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import type { Test } from 'tap'

/** Lets no file of that name be removed: EPERM. Returns a function that ends it; the end of the test does too. */
export function failRemovals (t: Test, name: string): () => void {
  const { unlink } = fs.promises
  fs.promises.unlink = async path => {
    if (!String(path).endsWith(`/${name}`)) return await unlink(path)
    throw Object.assign(new Error('EPERM: injected'), { code: 'EPERM', syscall: 'unlink', path })
  }
  syncBuiltinESMExports()
  function heal (): void {
    fs.promises.unlink = unlink
    syncBuiltinESMExports()
  }
  t.teardown(heal)
  return heal
}
