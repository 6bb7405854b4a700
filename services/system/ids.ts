import { randomBytes } from 'node:crypto'

/** Where names come from; tests pass their own. */
export interface Ids {
  /** A uuid v7: sorts by the time it was made. */
  uuid: () => string
  /** 32 hex digits nobody can guess. */
  secret: () => string
  /** Eight letters and digits. */
  short: () => string
}

/** The machine's own randomness. */
export function createIds (now: () => number): Ids {
  return {
    uuid: () => uuidV7(now(), randomBytes(10)),
    secret: () => randomBytes(16).toString('hex'),
    short: () => base32(randomBytes(5))
  }
}

/** RFC 9562 uuid v7 from milliseconds since 1970 and ten random bytes. */
export function uuidV7 (ms: number, random: Buffer): string {
  const bytes = Buffer.alloc(16)
  bytes.writeUIntBE(ms, 0, 6)
  random.copy(bytes, 6)
  bytes[6] = (bytes[6]! & 0x0f) | 0x70
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

function base32 (bytes: Buffer): string {
  const letters = 'abcdefghijkmnpqrstuvwxyz23456789'
  let value = BigInt('0x' + bytes.toString('hex'))
  let text = ''
  for (let at = 0; at < bytes.length * 8; at += 5) {
    text += letters[Number(value & 31n)]
    value >>= 5n
  }
  return text
}
