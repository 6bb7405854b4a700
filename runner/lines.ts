/** One line, without its end. `cut_bytes` is how much of it was over the limit and thrown away. */
export type OnLine = (line: Buffer, cut_bytes: number, redrawn: boolean) => void

export interface LineSplitter {
  push: (chunk: Buffer) => void
  /** Hands out what is left without an end. */
  end: () => void
}

const LF = 10
const CR = 13

/**
 * Splits bytes into lines. Holds at most `limit` bytes however long a line is. With `redraws`, a bare carriage return
 * ends a line too and `redrawn` says so, because progress bars never write a newline. Blank lines are not handed out.
 * The Buffer is only valid during the call.
 */
export function createLineSplitter ({ limit, redraws, onLine }: { limit: number, redraws: boolean, onLine: OnLine }): LineSplitter {
  let parts: Buffer[] = []
  let kept = 0
  let cut = 0

  function keep (piece: Buffer, copy: boolean): void {
    const room = limit - kept
    if (piece.length > room) cut += piece.length - room
    const taken = piece.length > room ? piece.subarray(0, room) : piece
    if (taken.length === 0) return
    parts.push(copy ? Buffer.from(taken) : taken)
    kept += taken.length
    if (parts.length > 64) parts = [Buffer.concat(parts)]
  }

  function hand (redrawn: boolean): void {
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
        hand(at === cr && chunk[at + 1] !== LF)
        from = at + 1
        if (at === lf) lf = find(LF, from)
        else cr = find(CR, from)
      }
      keep(chunk.subarray(from), true)
    },
    end () { hand(false) }
  }
}
