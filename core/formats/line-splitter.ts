export interface LineSplitterOptions {
  /** Most bytes kept of one line. */
  limit: number
  /** A bare carriage return ends a line too, because progress bars never write a newline. */
  redraws?: boolean
  /**
   * One line that is not blank, without its end. `cut_bytes` is how much of it was over the limit and dropped;
   * `redrawn` says that a carriage return ended it. The Buffer is only valid during the call.
   */
  onLine: (line: Buffer, cut_bytes: number, redrawn: boolean) => void
  /** Called once for a line as soon as it is over the limit, before its end has come. */
  onOverflow?: () => void
}

export interface LineSplitter {
  push: (chunk: Buffer) => void
  /** Hands out what is left without an end. */
  end: () => void
}

const LF = 10
const CR = 13
const MOST_PARTS = 64

/** Splits bytes into lines at `\n` alone, and holds at most `limit` bytes however long a line is. */
export function createLineSplitter ({ limit, redraws = false, onLine, onOverflow }: LineSplitterOptions): LineSplitter {
  let parts: Buffer[] = []
  let kept = 0
  let cut = 0

  function keep (piece: Buffer, copy: boolean): void {
    const room = limit - kept
    if (piece.length > room) {
      if (cut === 0) onOverflow?.()
      cut += piece.length - room
    }
    const part = piece.length > room ? piece.subarray(0, room) : piece
    if (part.length === 0) return
    parts.push(copy ? Buffer.from(part) : part)
    kept += part.length
    if (parts.length > MOST_PARTS) parts = [Buffer.concat(parts)]
  }

  function handOut (redrawn: boolean): void {
    const line = parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts)
    const over = cut
    parts = []
    kept = 0
    cut = 0
    if (line.length > 0) onLine(line, over, redrawn)
  }

  return {
    push (chunk) {
      const find = (byte: number, from: number): number => {
        const at = chunk.indexOf(byte, from)
        return at < 0 ? chunk.length : at
      }
      let from = 0
      let lf = find(LF, 0)
      let cr = redraws ? find(CR, 0) : chunk.length
      for (let at = Math.min(lf, cr); at < chunk.length; at = Math.min(lf, cr)) {
        keep(chunk.subarray(from, at), false)
        handOut(at === cr && chunk[at + 1] !== LF)
        from = at + 1
        if (at === lf) lf = find(LF, from)
        else cr = find(CR, from)
      }
      keep(chunk.subarray(from), true)
    },
    end () { handOut(false) }
  }
}
