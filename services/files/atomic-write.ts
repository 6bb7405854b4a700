import { link, open, rename, rm, unlink } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { errorCode, isNotFound } from '../../core/domain/file-error.ts'
import { createKeyedSerialiser } from './serialise.ts'

/**
 * Changes the server's own files. A reader, or a power cut, finds a file as it was before a change or as it is after
 * it. Changes of one path are made one after the other, in the order they were asked for: the last write wins. A change
 * is on the disk before it resolves; one that fails throws the system's error and leaves nothing behind.
 */
export interface FileWriter {
  /** Writes a file, mode 0600; one that is there is replaced. Its folder must exist. */
  write: (path: string, content: string | Uint8Array) => Promise<void>
  /** The same, as JSON for people to read. */
  writeJson: (path: string, value: unknown) => Promise<void>
  /** Writes a file unless there is one; says whether it did. */
  create: (path: string, content: string) => Promise<boolean>
  /** Removes a file; says whether there was one. */
  remove: (path: string) => Promise<boolean>
  /** Gives a file another name in its folder, and never replaces one. */
  rename: (from: string, to: string) => Promise<'renamed' | 'not_found' | 'exists'>
}

/** The owner of some files makes one writer for them. Two writers of one path keep it whole, but not in order. */
export function createFileWriter (): FileWriter {
  const inOrder = createKeyedSerialiser<string>()
  let drafts = 0

  async function openDraft (path: string): Promise<{ draft: string, file: FileHandle }> {
    for (;;) {
      drafts += 1
      const draft = join(dirname(path), `.${basename(path)}.server-${process.pid}-${drafts}.tmp`)
      try {
        return { draft, file: await open(draft, 'wx', 0o600) }
      } catch (error) {
        if (errorCode(error) !== 'EEXIST') throw error // a process of the same id left one behind
      }
    }
  }

  /** Has the content on the disk beside `path`, then `place` puts it there. */
  async function writeDraft (
    path: string, content: string | Uint8Array,
    place: (draft: string) => Promise<void>
  ): Promise<void> {
    const { draft, file } = await openDraft(path)
    try {
      try {
        await file.writeFile(content)
        await file.sync()
      } finally {
        await file.close()
      }
      await place(draft)
    } finally {
      await rm(draft, { force: true })
    }
    await syncFolder(dirname(path))
  }

  const write = async (path: string, content: string | Uint8Array): Promise<void> => {
    await inOrder.run(path, async () => {
      await writeDraft(path, content, async draft => {
        await rename(draft, path)
      })
    })
  }

  return {
    write,
    writeJson: async (path, value) => { await write(path, JSON.stringify(value, null, 2) + '\n') },
    async create (path, content) {
      return await inOrder.run(path, async () => await unless('EEXIST', async () => {
        await writeDraft(path, content, async draft => { await link(draft, path) })
      }))
    },
    async remove (path) {
      return await inOrder.run(path, async () => await unless('ENOENT', async () => {
        await unlink(path)
        await syncFolder(dirname(path))
      }))
    },
    async rename (from, to) {
      const act = async () => await renameWithoutReplacing(from, to)
      const [first, second] = [from, to].sort() as [string, string] // as: there are two
      // Always in the same order, so that two renames never wait for each other.
      return await inOrder.run(first, first === second ? act : async () => await inOrder.run(second, act))
    }
  }
}

/** `rename` replaces a file of the new name, and `link` fails. */
async function renameWithoutReplacing (from: string, to: string): Promise<'renamed' | 'not_found' | 'exists'> {
  try {
    await link(from, to)
  } catch (error) {
    if (isNotFound(error)) return 'not_found'
    if (errorCode(error) === 'EEXIST') return 'exists'
    throw error
  }
  await rm(from, { force: true })
  await syncFolder(dirname(to))
  return 'renamed'
}

/** False where the act fails with that code. */
async function unless (code: string, act: () => Promise<void>): Promise<boolean> {
  try {
    await act()
    return true
  } catch (error) {
    if (errorCode(error) === code) return false
    throw error
  }
}

/** Has the names in a folder on the disk before it resolves. */
export async function syncFolder (path: string): Promise<void> {
  await using folder = await open(path, 'r')
  await folder.sync()
}
