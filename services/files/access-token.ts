import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { errorCode, isNotFound } from '../../core/domain/file-error.ts'
import { moveDamagedAside } from './move-aside.ts'

/** The file of the token is there and holds none. */
export class TokenDamaged extends Error {}

/**
 * The token of STATE_DIR/token, made with mode 0600 if there is none. `made` says that it is new: show it once. Errors:
 * TokenDamaged; those of the system, when the file cannot be read.
 */
export function readOrMakeToken (
  state_dir: string,
  newToken: () => string
): { token: string, made: boolean, path: string } {
  const path = join(state_dir, 'token')
  mkdirSync(state_dir, { recursive: true, mode: 0o700 })
  try {
    const token = readFileSync(path, 'utf8').trim()
    if (!/^[A-Za-z0-9_.-]{16,200}$/.test(token)) {
      throw new TokenDamaged(
        `${path} does not hold a token of 16 to 200 letters, digits, "_", "." or "-"; delete it and a new one is made`
      )
    }
    return { token, made: false, path }
  } catch (error) {
    if (!isNotFound(error)) throw error
  }
  const token = newToken()
  writeFileSync(path, token + '\n', { mode: 0o600, flag: 'wx' })
  return { token, made: true, path }
}

/**
 * The same for a server that is to start whatever happened to the file: a damaged one is moved aside and a new token is
 * made; beside one that cannot be read, a token is made that no file keeps (`path` is null). `report`: what was done.
 */
export async function readOrReplaceToken (
  state_dir: string, newToken: () => string, report: (message: string) => void
): Promise<{ token: string, made: boolean, path: string | null }> {
  const path = join(state_dir, 'token')
  try {
    return readOrMakeToken(state_dir, newToken)
  } catch (error) {
    if (error instanceof TokenDamaged) {
      await moveDamagedAside(path)
      report(`${path} did not hold a token; it was kept aside and a new one was made`)
      return readOrMakeToken(state_dir, newToken)
    }
    report(`${path} cannot be read (${errorCode(error)}); until the next start another token is used`)
    return { token: newToken(), made: true, path: null }
  }
}
