import { createHash } from 'node:crypto'
import type { BigIntStats } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { openInside } from './open-inside.ts'

/** The content of a file: its SHA-256, and the version of the file that has it. */
export interface Content { sha256: string, version: string }

export interface ContentHashes {
  /** Reads an open file, unless this version of it was read before. */
  of: (file: FileHandle) => Promise<Content>
  /** Reads a file inside a folder; null where there is none. */
  inside: (folder: string, path: string) => Promise<Content | null>
}

const CHUNK_BYTES = 256 * 1024
const MOST_KEPT = 1000
/** Two writes within one tick of the file system leave the same times behind. */
const SETTLED_MS = 2000

/** What changes with every write to a file, and with every other file in its place. */
export const versionOf = ({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string =>
  [dev, ino, size, mtimeNs, ctimeNs].join('-')

/** Hashes of files, each read once a version. `now`: milliseconds since 1970. */
export function createContentHashes (now: () => number): ContentHashes {
  const known = new Map<string, Promise<Content>>()

  async function read (file: FileHandle, version: string): Promise<Content> {
    const hash = createHash('sha256')
    const buffer = Buffer.allocUnsafe(CHUNK_BYTES)
    for (let at = 0; ;) {
      const { bytesRead } = await file.read(buffer, 0, CHUNK_BYTES, at)
      if (bytesRead === 0) return { sha256: hash.digest('hex'), version }
      hash.update(buffer.subarray(0, bytesRead))
      at += bytesRead
    }
  }

  async function of (file: FileHandle): Promise<Content> {
    const facts = await file.stat({ bigint: true })
    const version = versionOf(facts)
    const before = known.get(version)
    if (before !== undefined) return await before
    const content = read(file, version)
    if (now() - Number(facts.ctimeMs) >= SETTLED_MS) {
      known.set(version, content)
      content.catch(() => { known.delete(version) })
      for (const oldest of known.keys()) if (known.size > MOST_KEPT) known.delete(oldest)
    }
    return await content
  }

  return {
    of,
    async inside (folder, path) {
      const opened = await openInside(folder, path)
      try {
        return opened === null ? null : await of(opened.file)
      } finally {
        await opened?.file.close()
      }
    }
  }
}
