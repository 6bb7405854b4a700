/** The events of one attempt: from its first to its last seq; null where one is not known. */
export interface AttemptEvents { first_seq: number | null, last_seq: number | null }
export interface SeqRange { from: number, to: number }

/**
 * Seqs up to `last_seq` that neither an attempt nor the job's own journal has. What may belong to an attempt of which
 * not all is known is not called lost. `attempts` and `own` in order.
 */
export function lostSeqs (last_seq: number, attempts: readonly AttemptEvents[], own: readonly number[]): SeqRange[] {
  const lost: SeqRange[] = []
  let at = 0
  const expectOwn = (to: number): void => {
    let from = at + 1
    for (const seq of own.filter(seq => seq > at && seq <= to)) {
      if (seq > from) lost.push({ from, to: seq - 1 })
      from = seq + 1
    }
    if (from <= to) lost.push({ from, to })
  }
  for (const [index, { first_seq, last_seq: end }] of attempts.entries()) {
    const next = attempts[index + 1] === undefined ? last_seq + 1 : attempts[index + 1]!.first_seq ?? at + 1
    if (first_seq !== null) expectOwn(first_seq - 1)
    at = Math.max(at, first_seq === null ? next - 1 : end ?? next - 1)
  }
  expectOwn(last_seq)
  return lost
}

/** The same for a person; null where nothing is lost. */
export function describeLost (lost: readonly SeqRange[]): string | null {
  const count = lost.reduce((sum, { from, to }) => sum + to - from + 1, 0)
  if (count === 0) return null
  const where = lost.map(({ from, to }) => from === to ? `${from}` : `${from} to ${to}`).join(', ')
  return `${count} ${count === 1 ? 'event is' : 'events are'} missing (seq ${where})`
}
