import { closeSync, ftruncateSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import type { Test } from 'tap'
import { failReads } from './failing-reads.ts'

/** The ways in which one file of a state directory is damaged. */
export const fileDamages = [
  'deleted', 'emptied', 'cut', 'zeroed', 'garbage', 'unreadable', 'of the last version'
] as const
export type FileDamage = typeof fileDamages[number]

/** A generator of numbers from 0 up to 1, the same for the same seed. */
export function createRandom (seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** What of `list` is chosen: all of it where there is room, else `count` of it, by the seed. */
export function choose<T> (list: readonly T[], count: number, random: () => number): T[] {
  const order = list.map(one => ({ one, at: random() })).sort((a, b) => a.at - b.at)
  return order.slice(0, count).map(({ one }) => one)
}

const LEAST_BYTES = 64

/** Bytes that stand in place of a file; null: it stays as it is, or is gone. */
function damagedBytes (how: FileDamage, bytes: Buffer, older: Buffer | null, random: () => number): Buffer | null {
  switch (how) {
    case 'emptied': return Buffer.alloc(0)
    case 'cut': return bytes.subarray(0, Math.floor(bytes.length / 2))
    case 'zeroed': return Buffer.alloc(Math.max(bytes.length, LEAST_BYTES))
    case 'garbage': return Buffer.from(
      Array.from({ length: Math.max(bytes.length, LEAST_BYTES) }, () => Math.floor(random() * 256))
    )
    case 'of the last version': return older
    default: return null
  }
}

interface DamageOptions {
  how: FileDamage
  random: () => number
  /** The file as the last version wrote it; null where it had none. */
  older?: Buffer | null
}

/**
 * Damages a file in place, so that a process that has it open sees it too. Returns a function that mends it: the same
 * file, with the same bytes.
 */
export function damageFile (t: Test, path: string, { how, random, older = null }: DamageOptions): () => void {
  if (how === 'unreadable') return failReads(t, read => read === path ? 'EIO' : null)
  if (how === 'deleted') {
    const away = join(tmpdir(), `ot-away-${process.pid}-${basename(path)}`)
    renameSync(path, away)
    return () => { renameSync(away, path) }
  }
  const bytes = readFileSync(path)
  const damaged = damagedBytes(how, bytes, older, random)
  if (damaged !== null) overwrite(path, damaged)
  return () => { overwrite(path, bytes) }
}

function overwrite (path: string, bytes: Buffer): void {
  const file = openSync(path, 'r+')
  ftruncateSync(file, 0)
  for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at)
  closeSync(file)
}

/** Files of ours that the server writes or replaces at each start. */
const rewritten = /^(server\.(json|lock)|store\.db.*)$/

/** What is missing of the files there were: neither as they were, nor kept aside, nor only added to. */
export function lostFiles (before: Record<string, string>, after: Record<string, string>): string[] {
  const aside = Object.entries(after).filter(([path]) => path.includes('.damaged-')).map(([, text]) => text)
  return Object.entries(before).filter(([path, text]) =>
    !rewritten.test(path) && !after[path]?.startsWith(text) && !aside.includes(text)).map(([path]) => path)
}
