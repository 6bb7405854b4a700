import { closeSync, openSync, readSync, statSync } from 'node:fs'
import type { BridgeLine } from '../core/contract/bridge.ts'
import { createLineSplitter } from '../core/formats/line-splitter.ts'
import type { Decoded } from './bridge-lines.ts'
import { errorCode } from './disk.ts'

const CHUNK_BYTES = 256 * 1024
const LINE_BYTES = 1024 * 1024

/**
 * Reads what the trainer wrote to `spool.jsonl` because nobody took it from descriptor 3. A last line without an end was
 * torn and says nothing. Returns how many lines were read and how many of them could not be used.
 */
export function readUnsentLines (folder: string, decode: (bytes: Buffer, cut_bytes: number) => Decoded, onLine: (line: BridgeLine) => void): { lines: number, rejected: number } {
  const count = { lines: 0, rejected: 0 }
  const lines = createLineSplitter({
    limit: LINE_BYTES,
    onLine (bytes, cut_bytes) {
      count.lines += 1
      const decoded = decode(bytes, cut_bytes)
      if ('line' in decoded) onLine(decoded.line)
      else count.rejected += 1
    }
  })
  let fd: number
  try {
    fd = openSync(`${folder}/spool.jsonl`, 'r')
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return count
    throw error
  }
  try {
    const chunk = Buffer.alloc(CHUNK_BYTES)
    for (let got = readSync(fd, chunk); got > 0; got = readSync(fd, chunk)) lines.push(chunk.subarray(0, got))
  } finally {
    closeSync(fd)
  }
  return count
}

/** Whether the trainer wrote anything to the spool. */
export function hasUnsentLines (folder: string): boolean {
  return (statSync(`${folder}/spool.jsonl`, { throwIfNoEntry: false })?.size ?? 0) > 0
}
