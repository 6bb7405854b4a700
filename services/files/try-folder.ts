import { mkdtemp, realpath, rmdir, stat } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { errorCode } from '../../core/domain/file-error.ts'

/** What is tried of a folder: that files can be kept in it, that nobody else can use it, or that it is a checkout. */
export interface FolderTry { name: string, path: string, kind: 'writable' | 'private' | 'checkout' }

/** What is wrong with a folder and what to do; null: nothing. Leaves nothing behind. */
export async function tryFolder ({ path, kind }: Omit<FolderTry, 'name'>): Promise<string | null> {
  const whole = resolve(path)
  try {
    return kind === 'checkout' ? await tryCheckout(whole) : await tryWriting(whole, kind)
  } catch (error) {
    return wordsFor(errorCode(error), whole)
  }
}

async function tryWriting (path: string, kind: FolderTry['kind']): Promise<string | null> {
  const existing = await nearestExisting(path)
  if (isKernels(path) || isKernels(await realpath(existing))) {
    return 'is in a file system of the kernel, where no files can be kept; choose another folder'
  }
  const facts = await stat(existing)
  if (!facts.isDirectory()) return `${existing} is a file, not a folder; remove it or choose another folder`
  const { uid } = userInfo()
  const isOthers = uid !== -1 && (facts.uid !== uid || (facts.mode & 0o077) !== 0)
  if (kind === 'private' && existing === path && isOthers) {
    return 'is not a folder that only this user can use; run chmod 700 on it, remove it, or choose another folder'
  }
  await rmdir(await mkdtemp(join(existing, '.onetrainer-web-ui-try-')))
  return null
}

async function tryCheckout (path: string): Promise<string | null> {
  const facts = await stat(path)
  if (!facts.isDirectory()) return 'is a file, not a folder; name the folder of a OneTrainer checkout'
  const missing: string[] = []
  for (const part of ['modules/trainer/GenericTrainer.py', 'modules/util/config/TrainConfig.py']) {
    if (!await stat(join(path, part)).then(found => found.isFile(), () => false)) missing.push(part)
  }
  return missing.length === 0
    ? null
    : `is not a OneTrainer checkout: ${missing.join(' and ')} missing; run git clone ` +
      'https://github.com/Nerogar/OneTrainer and name that folder'
}

async function nearestExisting (path: string): Promise<string> {
  for (let folder = path; ; folder = dirname(folder)) {
    const found = await stat(folder).then(() => true, error => {
      if (errorCode(error) !== 'ENOENT') throw error
      return false
    })
    if (found || folder === dirname(folder)) return folder
  }
}

const isKernels = (path: string): boolean => /^\/(proc|sys)(\/|$)/.test(path)

function wordsFor (code: string, path: string): string {
  switch (code) {
    case 'ENOENT': return 'does not exist; correct the path'
    case 'ENOTDIR': return 'leads through a file; correct the path'
    case 'EACCES': case 'EPERM': return `may not be used by this user; give it write access to ${path}`
    case 'EROFS': return 'is on a read-only file system; choose another folder'
    case 'ENOSPC': case 'EDQUOT': return 'is on a full disk; free some space or choose another folder'
    case 'ENAMETOOLONG': return 'is too long for this file system; choose a shorter path'
    case 'ELOOP': return 'leads in a circle of symbolic links; correct the path'
    default: return `cannot be used (${code}); choose another folder`
  }
}
