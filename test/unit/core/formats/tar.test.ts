import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { tarEnd, tarHead, tarPadding } from '../../../../core/formats/tar.ts'
import type { TarEntry } from '../../../../core/formats/tar.ts'

interface Member extends TarEntry { data: string }

const utf8 = new TextDecoder('utf-8', { fatal: true })
const field = (block: Uint8Array, from: number, length: number): string =>
  utf8.decode(block.subarray(from, from + length)).replace(/\0.*$/s, '')
const octal = (block: Uint8Array, from: number, length: number): number => parseInt(field(block, from, length), 8)

/** A header of POSIX.1-2001, its checksum compared. */
function readHeader (block: Uint8Array): TarEntry & { kind: string } {
  const sum = block.reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 32 : byte), 0)
  if (octal(block, 148, 8) !== sum) throw new Error('wrong checksum')
  if (field(block, 257, 6) !== 'ustar') throw new Error('no ustar header')
  return {
    path: field(block, 0, 100), bytes: octal(block, 124, 12), written_s: octal(block, 136, 12),
    kind: field(block, 156, 1)
  }
}

/** The records of a pax header, each of exactly the length that it states. */
function readPax (text: Uint8Array): Record<string, string> {
  const records: Record<string, string> = {}
  for (let at = 0; at < text.length;) {
    const length = parseInt(Buffer.from(text.subarray(at, at + 10)).toString('latin1'), 10)
    const [, key = '', value = ''] = /^\d+ (\w+)=(.*)\n$/s.exec(utf8.decode(text.subarray(at, at + length))) ?? []
    records[key] = value
    at += length
  }
  return records
}

/** What stands before the bytes of a file, and where those begin. */
function readHead (archive: Uint8Array, at: number): { entry: TarEntry, data_at: number } {
  const { kind, ...entry } = readHeader(archive.subarray(at, at + 512))
  if (kind === '0') return { entry, data_at: at + 512 }
  const pax = readPax(archive.subarray(at + 512, at + 512 + entry.bytes))
  const { entry: plain, data_at } = readHead(archive, at + 512 + Math.ceil(entry.bytes / 512) * 512)
  return { entry: { ...plain, path: pax.path ?? plain.path, bytes: Number(pax.size ?? plain.bytes) }, data_at }
}

function readArchive (archive: Uint8Array): Member[] {
  const members: Member[] = []
  let at = 0
  while (archive[at] !== 0) {
    const { entry, data_at } = readHead(archive, at)
    members.push({ ...entry, data: Buffer.from(archive.subarray(data_at, data_at + entry.bytes)).toString('latin1') })
    at = data_at + Math.ceil(entry.bytes / 512) * 512
  }
  if (archive.length !== at + 1024 || archive.subarray(at).some(byte => byte !== 0)) throw new Error('no end')
  return members
}

const writeArchive = (members: readonly Member[]): Uint8Array => Buffer.concat([
  ...members.flatMap(member => [tarHead(member), Buffer.from(member.data, 'latin1'), tarPadding(member.bytes)]),
  tarEnd()
])

const paths = fc.oneof(
  fc.string({ minLength: 1, maxLength: 100 }), // a plain header is wide enough
  fc.string({ unit: 'grapheme', maxLength: 300 })
).filter(path => !path.includes('\0'))
const seconds = fc.integer({ min: 0, max: 0o77777777777 })

t.test('[M7] the files of an archive are read back with their paths, times and bytes', async t => {
  const member = fc.record({ path: paths, written_s: seconds, data: fc.uint8Array({ maxLength: 1100 }) })
  fc.assert(fc.property(fc.array(member, { maxLength: 5 }), files => {
    const members = files.map(({ data, ...file }) => (
      { ...file, bytes: data.length, data: Buffer.from(data).toString('latin1') }
    ))
    t.same(readArchive(writeArchive(members)), members)
  }))
})

t.test('[M7] a path of any length and a size of any number of digits stand in the archive exactly', async t => {
  for (const length of [1, 99, 100, 101, 150, 980, 981, 982, 983, 984, 985, 986, 987, 990, 4096]) {
    for (const letter of ['a', 'ü', '漢']) {
      const entry = { path: letter.repeat(length), bytes: 0, written_s: 1 }
      t.same(readHead(tarHead(entry), 0).entry, entry, `${length} of ${letter}`)
    }
  }
  for (const bytes of [0, 0o77777777776, 0o77777777777, 0o100000000000, Number.MAX_SAFE_INTEGER]) {
    const entry = { path: 'model.safetensors', bytes, written_s: 0o77777777777 }
    t.same(readHead(tarHead(entry), 0).entry, entry, String(bytes))
    t.equal(tarHead(entry).length > 512, bytes > 0o77777777777, 'only what is too large for the header has a second')
  }
})

t.test('[M7] every part of an archive ends at a block', async t => {
  for (let bytes = 0; bytes <= 1025; bytes++) {
    const padding = tarPadding(bytes).length
    assert.ok((bytes + padding) % 512 === 0 && padding < 512, String(bytes))
  }
  fc.assert(fc.property(paths, path => tarHead({ path, bytes: 0, written_s: 0 }).length % 512 === 0))
})
