import { createHash } from 'node:crypto'
import type { File } from '../../core/contract/values.ts'
import { versionOf } from '../files/content-hash.ts'
import type { Content, ContentHashes } from '../files/content-hash.ts'
import type { ListedFile } from '../files/list-folder.ts'
import { openInside } from '../files/open-inside.ts'
import type { OnDisk } from './on-disk.ts'

/** Clocks of file systems are coarse. */
const SLACK_MS = 2000

/**
 * What is on the disk, each file with its version, if it is what was recorded; null if it was written over since. Files
 * that were not touched since the record are not read.
 */
export async function verifyContent (
  disk: OnDisk, { file, timestamp }: { file: File, timestamp: string }, hashes: ContentHashes
): Promise<OnDisk | null> {
  const recorded_ms = Date.parse(timestamp)
  const files: ListedFile[] = []
  let isTouched = false
  for (const listed of disk.files) {
    const found = await look(disk.root, listed, recorded_ms)
    if (found === null) return null
    isTouched ||= found.isTouched
    files.push({ ...listed, version: found.version })
  }
  if (!isTouched) return { ...disk, files }
  const contents: Content[] = []
  for (const listed of files) {
    const content = await hashes.inside(disk.root, listed.path)
    if (content === null || content.version !== listed.version) return null
    contents.push(content)
  }
  return sha256Of(disk, contents) === file.sha256 ? { ...disk, files } : null
}

async function look (
  root: string, { path }: ListedFile, recorded_ms: number
): Promise<{ version: string, isTouched: boolean } | null> {
  const opened = await openInside(root, path)
  if (opened === null) return null
  try {
    const facts = await opened.file.stat({ bigint: true })
    return { version: versionOf(facts), isTouched: !(Number(facts.ctimeMs) <= recorded_ms + SLACK_MS) }
  } finally {
    await opened.file.close()
  }
}

/** Of a folder, of the sorted lines "<sha256>  <path>" of its files. */
function sha256Of ({ folder, files }: OnDisk, contents: Content[]): string | undefined {
  if (!folder) return contents[0]?.sha256
  const lines = files.map(({ path }, index) => Buffer.from(`${contents[index]?.sha256}  ${path}\n`))
  return createHash('sha256').update(Buffer.concat(lines.sort(Buffer.compare))).digest('hex')
}
