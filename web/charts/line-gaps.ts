/** Where a line is broken, as places of the axis, and the values that stand alone between two breaks. */
export interface LineGaps { gaps: Array<[from: number, to: number]>, lonely: number[] }

interface Span { at: number, until?: number }

/**
 * The gaps of a line: from the last value before something that lasted to the first one after it, because what is
 * drawn between them was never measured. `x` ascends; a missing value is no gap. Times within a run of steps are
 * interpolated: a value that comes to stand where nothing was trained is left out. `isBroken` lines have a gap at each
 * missing value too.
 */
export function lineGaps (
  x: ArrayLike<number>,
  values: ArrayLike<number | null | undefined>,
  spans: readonly Span[],
  isBroken = false
): LineGaps {
  const lasting = spans
    .flatMap(({ at, until }) => until === undefined ? [] : [{ at, until }])
    .sort((one, other) => one.at - other.at)
  const places = placesOutside(x, values, lasting)
  const begins = opener(lasting)
  const gaps: LineGaps['gaps'] = []
  const lonely: number[] = []
  let isAlone = true
  places.forEach((place, at) => {
    const next = places[at + 1]
    const [from, to] = [x[place]!, x[next ?? -1]] // not undefined: a place of x
    const isCut = to === undefined || begins(from, to) || (isBroken && next !== place + 1)
    if (isCut && isAlone) lonely.push(place)
    if (isCut && to !== undefined) gaps.push([from, to])
    isAlone = isCut
  })
  return { gaps: [...edges(x, places, values), ...gaps].sort(([one], [other]) => one - other), lonely }
}

/** Makes the function that says whether something begins between two values, asked from the left to the right. */
function opener (spans: ReadonlyArray<Required<Span>>): (from: number, to: number) => boolean {
  let first = 0
  return (from, to) => {
    while ((spans[first]?.at ?? Infinity) < from) first++
    return (spans[first]?.at ?? Infinity) < to
  }
}

/** What is left out before the first value and after the last one. */
function edges (
  x: ArrayLike<number>, places: readonly number[], values: ArrayLike<number | null | undefined>
): LineGaps['gaps'] {
  const known = Array.from(values).flatMap((value, place) => value == null ? [] : [place])
  const [first, last, begin, end] = [places[0], places.at(-1), known[0], known.at(-1)]
  if (begin === undefined || end === undefined) return []
  if (first === undefined || last === undefined) return [[x[begin]!, x[end]!]] // not undefined: places of x
  const found: LineGaps['gaps'] = []
  if (begin < first) found.push([x[begin]!, x[first]!]) // the same
  if (end > last) found.push([x[last]!, x[end]!]) // the same
  return found
}

function placesOutside (
  x: ArrayLike<number>, values: ArrayLike<number | null | undefined>, spans: ReadonlyArray<Required<Span>>
): number[] {
  let first = 0
  const isOutside = (at: number): boolean => {
    while ((spans[first]?.until ?? Infinity) <= at) first++
    return !((spans[first]?.at ?? Infinity) < at)
  }
  return Array.from(values).flatMap((value, place) => value != null && isOutside(x[place] ?? 0) ? [place] : [])
}
