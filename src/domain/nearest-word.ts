/** The word of `words` that `word` was probably meant to be: at most a third of its letters differ. Null when none is near. */
export function nearestWord<T extends string> (word: string, words: readonly T[]): T | null {
  let best: T | null = null
  let least = Math.floor(Math.max(word.length, 3) / 3) + 1
  for (const candidate of words) {
    if (Math.abs(candidate.length - word.length) >= least) continue
    const differences = distance(word.toLowerCase(), candidate)
    if (differences < least) {
      best = candidate
      least = differences
    }
  }
  return best
}

/** Levenshtein's distance: letters to add, drop or change. */
function distance (from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (let i = 1; i <= from.length; i++) {
    const next = [i]
    for (let j = 1; j <= to.length; j++) {
      const changed = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1)
      next.push(Math.min(changed, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[to.length] ?? 0
}
