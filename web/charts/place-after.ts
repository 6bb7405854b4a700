/** Where a key moves the cursor among the places that are shown; null: the key moves nothing. */
export function placeAfter (
  key: string, at: number | null, [first, last]: readonly [first: number, last: number]
): number | null {
  const from = at ?? last
  const moves: Record<string, number> = {
    ArrowLeft: from - 1,
    ArrowRight: from + 1,
    PageDown: from - 20,
    PageUp: from + 20,
    Home: first,
    End: last
  }
  const to = moves[key]
  return to === undefined ? null : Math.max(first, Math.min(last, to))
}
