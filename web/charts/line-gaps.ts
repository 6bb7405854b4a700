/** Where a line is broken, as places of the axis, and the values that stand alone between two breaks. */
export interface LineGaps { gaps: Array<[from: number, to: number]>, lonely: number[] }

/**
 * The gaps of a line: from the last value before something that lasted to the first one after it, because what is
 * drawn between them was never measured. `x` ascends; a missing value is no gap. A bucket begins before its values, so
 * that the next one after a pause may stand a little inside of it.
 */
export function lineGaps (
  x: ArrayLike<number>,
  values: ArrayLike<number | null | undefined>,
  spans: readonly Span[]
): LineGaps {
  const places = Array.from(values).flatMap((value, place) => value == null ? [] : [place])
  const isCut = cutter(x, spans)
  const gaps: LineGaps['gaps'] = []
  const lonely: number[] = []
  let isAlone = true
  places.forEach((place, at) => {
    const next = places[at + 1]
    const cut = next === undefined || isCut(place, next)
    if (cut && isAlone) lonely.push(place)
    if (cut && next !== undefined) gaps.push([x[place]!, x[next]!]) // not undefined: both are places of x
    isAlone = cut
  })
  return { gaps, lonely }
}

interface Span { at: number, until?: number }

/** Makes the function that says whether something lasted between two neighbours, asked from the left to the right. */
function cutter (x: ArrayLike<number>, spans: readonly Span[]): (place: number, next: number) => boolean {
  const lasting = spans.filter(({ until }) => until !== undefined).sort((one, other) => one.at - other.at)
  let first = 0
  return (place, next) => {
    const [from, to] = [x[place]!, x[next]!] // not undefined: both are places of x
    while ((lasting[first]?.at ?? Infinity) < from) first++
    const { at = Infinity, until = Infinity } = lasting[first] ?? {}
    return at < to && (until <= to || next === place + 1)
  }
}
