import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isNotFound } from '../../core/domain/file-error.ts'

/** The token of STATE_DIR/token, made with mode 0600 if there is none. `made` says that it is new: show it once. */
export function readOrMakeToken (
  state_dir: string,
  newToken: () => string
): { token: string, made: boolean, path: string } {
  const path = join(state_dir, 'token')
  mkdirSync(state_dir, { recursive: true, mode: 0o700 })
  try {
    const token = readFileSync(path, 'utf8').trim()
    if (!/^[A-Za-z0-9_.-]{16,200}$/.test(token)) {
      throw new Error(
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
