/** A file in an archive: a path with `/`, its size, and when it was written, in seconds. */
export interface TarEntry { path: string, bytes: number, written_s: number }

const BLOCK = 512
const LARGEST = 0o77777777777 // eleven octal digits
const encode = (text: string): Uint8Array => new TextEncoder().encode(text)

/** What stands before a file's bytes: a header, and a pax header before that where the plain one is too narrow. */
export function tarHead ({ path, bytes, written_s }: TarEntry): Uint8Array {
  const plain = /^[\x20-\x7e]{1,100}$/.test(path)
  const facts = [
    ...(plain ? [] : [['path', path] as const]),
    ...(bytes <= LARGEST ? [] : [['size', String(bytes)] as const])
  ]
  const head = header({ path: plain ? path : 'long-name', bytes: Math.min(bytes, LARGEST), written_s }, '0')
  if (facts.length === 0) return head
  const pax = encode(facts.map(([key, value]) => paxLine(key, value)).join(''))
  return concat([header({ path: 'pax', bytes: pax.length, written_s }, 'x'), pax, tarPadding(pax.length), head])
}

/** What stands after a file's bytes, up to the next block. */
export const tarPadding = (bytes: number): Uint8Array => new Uint8Array((BLOCK - bytes % BLOCK) % BLOCK)

/** What stands at the end of an archive. */
export const tarEnd = (): Uint8Array => new Uint8Array(2 * BLOCK)

function header ({ path, bytes, written_s }: TarEntry, kind: '0' | 'x'): Uint8Array {
  const block = new Uint8Array(BLOCK)
  const put = (text: string, at: number): void => { block.set(encode(text), at) }
  const octal = (value: number, digits: number): string => value.toString(8).padStart(digits, '0')
  put(path, 0)
  put(octal(0o644, 7), 100)
  put(octal(0, 7), 108)
  put(octal(0, 7), 116)
  put(octal(bytes, 11), 124)
  put(octal(written_s, 11), 136)
  put('        ', 148) // the sum is taken with blanks where it will stand
  put(kind, 156)
  put('ustar', 257)
  put('00', 263)
  put(`${octal(block.reduce((sum, byte) => sum + byte, 0), 6)}\0 `, 148)
  return block
}

/** `<length> key=value\n`, where the length counts itself. */
function paxLine (key: string, value: string): string {
  const rest = ` ${key}=${value}\n`
  const size = encode(rest).length
  let length = size
  while (length !== size + String(length).length) length = size + String(length).length
  return `${length}${rest}`
}

function concat (parts: Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
