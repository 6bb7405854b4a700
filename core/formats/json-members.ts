/** How far a JSON object may go before it is refused: brackets within brackets, and the bytes of one member. */
export interface MemberLimits { depth: number, member_bytes: number }

export interface MemberReader {
  /**
   * The members that end in these bytes. Throws SyntaxError when it is no JSON object or goes too far, TypeError when
   * it is not UTF-8.
   */
  push: (bytes: Uint8Array) => Array<[name: string, value: unknown]>
  /** Throws SyntaxError when the object is not closed. */
  end: () => void
}

const code = (character: string): number => character.charCodeAt(0)
const QUOTE = code('"')
const BACKSLASH = code('\\')
const COMMA = code(',')
const OPEN = code('{')
const CLOSE = code('}')
const opens = new Set([OPEN, code('[')])
const closes = new Set([CLOSE, code(']')])
const blank = new Set([' ', '\t', '\n', '\r'].map(code))

/**
 * Reads the text of one JSON object member by member as it comes in: one that is huge or nested without end costs no
 * more memory than its largest member, and never holds anybody up for long.
 */
export function createMemberReader ({ depth: most, member_bytes }: MemberLimits): MemberReader {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let depth = 0
  let in_string = false
  let escaped = false
  let over = false
  let count = 0
  let begun: Uint8Array[] = [] // of the member in work, from earlier bytes

  function keep (bytes: Uint8Array): void {
    begun.push(bytes.slice())
    if (begun.reduce((sum, part) => sum + part.length, 0) > member_bytes) {
      throw new SyntaxError(`a member of more than ${member_bytes} bytes`)
    }
  }

  function member (bytes: Uint8Array, last: boolean): Array<[string, unknown]> {
    keep(bytes)
    const text = begun.map(part => decoder.decode(part, { stream: true })).join('') + decoder.decode()
    begun = []
    if (last && count === 0 && text.trim() === '') return []
    count++
    // as: what is between braces is an object
    const found = Object.entries(JSON.parse(`{${text}}`) as Record<string, unknown>)
    if (found.length === 0) throw new SyntaxError('there is nothing between two commas')
    return found
  }

  /** Takes a byte outside of strings into account; true when a member ends with it. */
  function structure (byte: number): boolean {
    if (opens.has(byte)) {
      if (++depth > most) throw new SyntaxError(`more than ${most} brackets within each other`)
      return false
    }
    if (closes.has(byte)) {
      over = --depth === 0
      if (over && byte !== CLOSE) throw new SyntaxError('it ends with another bracket than it began with')
      return over
    }
    return byte === COMMA && depth === 1
  }

  function push (bytes: Uint8Array): Array<[string, unknown]> {
    const members: Array<[string, unknown]> = []
    let from = 0
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at]!
      if (in_string) {
        in_string = escaped || byte !== QUOTE
        escaped = !escaped && byte === BACKSLASH
      } else if (depth === 0) {
        if (blank.has(byte)) continue
        if (over || byte !== OPEN) throw new SyntaxError('it is not one JSON object')
        depth = 1
        from = at + 1
      } else if (byte === QUOTE) {
        in_string = true
      } else if (structure(byte)) {
        members.push(...member(bytes.subarray(from, at), over))
        from = at + 1
      }
    }
    if (depth > 0) keep(bytes.subarray(from))
    return members
  }

  return {
    push,
    end () {
      if (!over) throw new SyntaxError('it ends in the middle')
    }
  }
}
