/** Which of a series is kept: so many of the newest, and the first of each range of so many steps. */
export interface KeepRule { keep_last: number, keep_every_steps?: number | undefined }

/** Divides a series, newest first, into what a rule or `isKept` keeps and the rest, both in that order. */
export function applyKeepRule<T extends { step: number }> (
  newest_first: readonly T[], { keep_last, keep_every_steps }: KeepRule, isKept: (one: T) => boolean = () => false
): { kept: T[], rest: T[] } {
  const kept = new Set([...newest_first.slice(0, keep_last), ...newest_first.filter(isKept)])
  if (keep_every_steps !== undefined) {
    const firsts = new Map<number, T>()
    for (const one of newest_first) firsts.set(Math.floor(one.step / keep_every_steps), one) // the oldest comes last
    for (const one of firsts.values()) kept.add(one)
  }
  return { kept: newest_first.filter(one => kept.has(one)), rest: newest_first.filter(one => !kept.has(one)) }
}
