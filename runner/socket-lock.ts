import { chmodSync, linkSync, lstatSync, mkdirSync, renameSync, unlinkSync } from 'node:fs'
import type { Server } from 'node:net'
import { connect } from 'node:net'
import { dirname } from 'node:path'
import { errorCode, isNotFound } from '../core/domain/file-error.ts'

/** Node cuts a longer path without a word, and two jobs would share one socket. */
const PATH_BYTES = 100

/**
 * Binds a server to a socket path, which is the lock of an attempt: 'taken' when somebody alive answers there.
 * A socket file whose owner is dead is removed first. Throws when the path is too long or cannot be used.
 */
export async function bindAsLock (server: Server, path: string): Promise<'bound' | 'taken'> {
  if (Buffer.byteLength(path) > PATH_BYTES) {
    throw new Error(`the socket path is longer than ${PATH_BYTES} bytes: ${path}`)
  }
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  for (let round = 0; round < 5; round++) {
    const code = await listen(server, path)
    if (code === null) {
      chmodSync(path, 0o600)
      return 'bound'
    }
    if (code !== 'EADDRINUSE') throw new Error(`cannot listen on ${path}: ${code}`)
    const seen = lookAt(path)
    if (await answers(path)) return 'taken'
    if (seen !== null) removeDead(path, seen)
  }
  return 'taken'
}

async function listen (server: Server, path: string): Promise<string | null> {
  return await new Promise(resolve => {
    const onError = (error: Error): void => { resolve(errorCode(error)) }
    server.once('error', onError)
    server.listen(path, () => { server.off('error', onError); resolve(null) })
  })
}

async function answers (path: string): Promise<boolean> {
  return await new Promise(resolve => {
    const probe = connect(path)
    probe.once('connect', () => { probe.destroy(); resolve(true) })
    probe.once('error', error => { resolve(errorCode(error) !== 'ECONNREFUSED' && !isNotFound(error)) })
  })
}

/** Which file the path leads to now; null: none. */
export function lookAt (path: string): string | null {
  try {
    const { ino, mtimeMs } = lstatSync(path)
    return `${ino} ${mtimeMs}`
  } catch {
    return null // it is gone, and whoever looks next makes its own
  }
}

/** Takes the dead file aside and looks again before it goes: another runner may have bound the path in between. */
function removeDead (path: string, seen: string): void {
  const aside = `${path}.${process.pid}`
  try {
    renameSync(path, aside)
    if (lookAt(aside) !== seen) linkSync(aside, path)
    unlinkSync(aside)
  } catch (error) {
    if (!['ENOENT', 'EEXIST'].includes(errorCode(error))) throw error // somebody else cleaned up, or bound it first
  }
}
