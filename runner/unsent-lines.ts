import { closeSync, openSync, readSync, statSync } from 'node:fs'
import type { BridgeLine } from '../core/contract/bridge.ts'
import { createLineSplitter } from '../core/formats/line-splitter.ts'
import { errorCode } from '../core/domain/file-error.ts'
import type { Decoded } from './bridge-lines.ts'

/** The lines that a trainer kept in a file because descriptor 3 was not read fast enough, or not at all. */
export interface UnsentLines {
  exist: () => boolean
  /** Reads them in order and returns how many could not be used. A last line without an end is torn and left out. */
  read: (onLine: (line: BridgeLine) => void) => number
}

/** An older bridge writes `spool.jsonl`. */
const FILES = ['spool.jsonl', 'unsent.jsonl'] as const
const CHUNK_BYTES = 256 * 1024
const LINE_BYTES = 1024 * 1024

/** The unsent lines of the attempt in `folder`. */
export function openUnsentLines (folder: string, decode: (bytes: Buffer, cut_bytes: number) => Decoded): UnsentLines {
  const paths = FILES.map(name => `${folder}/${name}`)
  return {
    exist: () => paths.some(path => (statSync(path, { throwIfNoEntry: false })?.size ?? 0) > 0),
    read (onLine) {
      let rejected = 0
      const accept = (bytes: Buffer, cut_bytes: number): void => {
        const decoded = decode(bytes, cut_bytes)
        if ('line' in decoded) onLine(decoded.line)
        else rejected += 1
      }
      for (const path of paths) readChunks(path, createLineSplitter({ limit: LINE_BYTES, onLine: accept }).push)
      return rejected
    }
  }
}

function readChunks (path: string, onChunk: (chunk: Buffer) => void): void {
  let fd: number
  try {
    fd = openSync(path, 'r')
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return
    throw error
  }
  try {
    const chunk = Buffer.alloc(CHUNK_BYTES)
    for (let got = readSync(fd, chunk); got > 0; got = readSync(fd, chunk)) onChunk(chunk.subarray(0, got))
  } finally {
    closeSync(fd)
  }
}
