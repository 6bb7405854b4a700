import { access, constants, opendir, stat, statfs } from 'node:fs/promises'
import { extname, join, resolve } from 'node:path'
import type { FolderContent, MachineProbe } from '../../core/domain/onetrainer/machine-facts.ts'

/** What OneTrainer's data loader takes; masks and conditions lie beside the images and are none. */
const TRAINED_ON = new Set([
  '.jpg', '.jpeg', '.png', '.webp', '.bmp', '.tif', '.tiff', '.jxl', '.avif', '.mp4', '.avi', '.webm', '.mov', '.mkv'
])
const BESIDE = /-(masklabel|condlabel)$/
const MOST_FILES = 20_000

interface MachineProbeDeps {
  /** The checkout: what relative paths start from. */
  dir: string
  state_dir: string
  /** The trainer's PATH. */
  path: string
  others: MachineProbe['others']
}

/**
 * The machine as it is now. Nothing of it is remembered, and nothing that cannot be read is an error: it is not there.
 */
export function createMachineProbe ({ dir, state_dir, path, others }: MachineProbeDeps): MachineProbe {
  const at = (name: string): string => resolve(dir, name)
  return {
    others,
    async kindOf (name) {
      const facts = await stat(at(name)).catch(unreadable)
      return facts === null ? null : facts.isDirectory() ? 'folder' : 'file'
    },
    async content (folder, with_subfolders) {
      const found: FolderContent = { images: 0, captions: 0, more: false }
      await each(at(folder), with_subfolders, async name => {
        const ending = extname(name).toLowerCase()
        if (ending === '.txt') found.captions++
        else if (TRAINED_ON.has(ending) && !BESIDE.test(name.slice(0, -ending.length))) found.images++
      }).then(more => { found.more = more })
      return found
    },
    async bytesOf (name) {
      const facts = await stat(at(name)).catch(unreadable)
      if (facts === null) return null
      if (!facts.isDirectory()) return facts.size
      let bytes = 0
      await each(at(name), true, async (_, file) => { bytes += (await stat(file).catch(unreadable))?.size ?? 0 })
      return bytes
    },
    async freeBytes () {
      const room = await statfs(state_dir).catch(unreadable)
      return room === null ? null : room.bavail * room.bsize
    },
    async hasProgram (name) {
      for (const folder of path.split(':').filter(part => part !== '')) {
        const found = await access(join(folder, name), constants.X_OK).then(() => true, () => false)
        if (found) return true
      }
      return false
    }
  }
}

/** Calls back for each file of a folder. True when there were more than anybody wants to wait for. */
async function each (
  folder: string, with_subfolders: boolean,
  visit: (name: string, path: string) => Promise<void>
): Promise<boolean> {
  let seen = 0
  const folders = [folder]
  for (let next = folders.pop(); next !== undefined; next = folders.pop()) {
    const open = await opendir(next).catch(unreadable)
    if (open === null) continue
    for await (const entry of open) {
      if (++seen > MOST_FILES) return true
      const path = join(next, entry.name)
      if (entry.isDirectory()) {
        if (with_subfolders) folders.push(path)
      } else await visit(entry.name, path)
    }
  }
  return false
}

/**
 * Missing, forbidden, a name that is too long: for a preflight it is not there. Anything that is no file error is a
 * bug.
 */
function unreadable (error: unknown): null {
  if (error instanceof Error && ('code' in error)) return null
  throw error
}
