/** The list with one entry at another place, counted from 0; null when it stays where it is or is not in it. */
export function moved<T> (list: readonly T[], isEntry: (entry: T) => boolean, to: number): T[] | null {
  const from = list.findIndex(isEntry)
  const place = Math.min(Math.max(to, 0), list.length - 1)
  if (from === -1 || from === place) return null
  const rest = list.toSpliced(from, 1)
  return rest.toSpliced(place, 0, list[from]!) // as: it was found
}
