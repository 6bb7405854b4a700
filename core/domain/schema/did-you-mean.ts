const LONGEST = 64

/** The known name that was probably meant; null when none is near enough. */
export function didYouMean (name: string, known: readonly string[]): string | null {
  const wanted = plain(name.slice(0, LONGEST))
  let best: string | null = null
  let shortest = Math.max(2, Math.floor(wanted.length / 3)) + 1
  for (const candidate of known) {
    const other = plain(candidate)
    if (Math.abs(wanted.length - other.length) >= shortest) continue // no fewer steps than that
    const steps = distance(wanted, other)
    if (steps < shortest) { shortest = steps; best = candidate }
  }
  return best
}

/** True when two names differ in nothing but capitals, dashes, underscores and spaces. */
export const sameName = (one: string, other: string): boolean => plain(one) === plain(other)

const plain = (name: string): string => name.toLowerCase().replace(/[-_ ]/g, '')

/** Levenshtein: how many letters have to be put in, taken out or changed. */
function distance (from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (let i = 1; i <= from.length; i++) {
    const next = [i]
    for (let j = 1; j <= to.length; j++) {
      const change = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1)
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[to.length] ?? 0
}
