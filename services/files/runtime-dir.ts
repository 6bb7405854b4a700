import { lstatSync, mkdirSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'

/** The folder of the control sockets: `chosen`, else under XDG_RUNTIME_DIR, else under the temporary folder. */
export function runtimeDirPath (chosen: string, xdg_runtime_dir: string | undefined): string {
  if (chosen !== '') return chosen
  return xdg_runtime_dir !== undefined && xdg_runtime_dir !== ''
    ? join(xdg_runtime_dir, 'onetrainer-web-ui')
    : join(tmpdir(), `onetrainer-web-ui-${userInfo().uid}`)
}

/** Opens the folder of the control sockets. Made if need be. */
export function openRuntimeDir (chosen: string, xdg_runtime_dir: string | undefined): string {
  const { uid } = userInfo()
  const path = runtimeDirPath(chosen, xdg_runtime_dir)
  mkdirSync(path, { recursive: true, mode: 0o700 })
  const facts = lstatSync(path)
  // In a shared temporary folder somebody else could have made it first, to listen in.
  if (!facts.isDirectory() || (uid !== -1 && facts.uid !== uid) || (uid !== -1 && (facts.mode & 0o077) !== 0)) {
    throw new Error(`${path} is not a folder that only this user can use; remove it, or set RUNTIME_DIR to another one`)
  }
  return path
}
