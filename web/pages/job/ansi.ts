/** A part of a line that is written in one style. */
export interface TextPart { text: string, color: AnsiColor | null, bold: boolean, dim: boolean }

export const ansiColors = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'] as const
export type AnsiColor = typeof ansiColors[number]

type Style = Omit<TextPart, 'text'>
const plain: Style = { color: null, bold: false, dim: false }

// A colour sequence is kept apart; any other control sequence, and any other control character, is left out.
// eslint-disable-next-line no-control-regex
const sequence = /\u001b\[([\d;:]*)([@-~])|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)|\u001b./g
// eslint-disable-next-line no-control-regex
const controls = /[\u0000-\u0008\u000b-\u001f\u007f]/g

/** What a terminal would show of a line at last: a carriage return writes over what stands before it. */
export function foldReturns (line: string): string {
  if (!line.includes('\r')) return line
  return line.split('\r').findLast(part => part.trim() !== '') ?? ''
}

/** The parts of a line by their styles. */
export function parseAnsi (line: string): TextPart[] {
  const parts: TextPart[] = []
  let style = plain
  let from = 0
  const add = (raw: string): void => {
    const text = raw.replace(controls, '')
    if (text !== '') parts.push({ text, ...style })
  }
  for (const found of line.matchAll(sequence)) {
    add(line.slice(from, found.index))
    from = found.index + found[0].length
    if (found[2] === 'm') style = styled(style, (found[1] ?? '').split(/[;:]/).map(Number))
  }
  add(line.slice(from))
  return parts
}

function styled (before: Style, codes: readonly number[]): Style {
  let style = before
  for (let at = 0; at < codes.length; at += 1) {
    const code = codes[at] ?? 0
    // Colours of the 256 palette and of RGB are shown plain; their numbers are no codes of their own.
    if (code === 38 || code === 48) at += codes[at + 1] === 5 ? 2 : 4
    else style = withCode(style, code)
  }
  return style
}

function withCode (style: Style, code: number): Style {
  if (code === 0) return plain
  if (code === 1) return { ...style, bold: true }
  if (code === 2) return { ...style, dim: true }
  if (code === 22) return { ...style, bold: false, dim: false }
  if (code === 39) return { ...style, color: null }
  const color = ansiColors[code >= 90 ? code - 90 : code - 30]
  return color === undefined ? style : { ...style, color }
}

/** The parts, cut where a searched text begins and ends. */
export function markMatches (parts: readonly TextPart[], search: string): Array<TextPart & { match: boolean }> {
  const ranges = matchesIn(parts.map(({ text }) => text).join(''), search)
  let start = 0
  return parts.flatMap(part => {
    const end = start + part.text.length
    const cuts = [start, ...ranges.flat().filter(at => at > start && at < end), end]
    const pieces = cuts.slice(1).map((to, index) => {
      const from = cuts[index] ?? to
      const match = ranges.some(([first, last]) => from >= first && to <= last)
      return { ...part, text: part.text.slice(from - start, to - start), match }
    })
    start = end
    return pieces
  })
}

function matchesIn (text: string, search: string): Array<[number, number]> {
  const [hay, needle] = [text.toLowerCase(), search.toLowerCase()]
  const ranges: Array<[number, number]> = []
  if (needle === '' || hay.length !== text.length) return ranges
  for (let at = hay.indexOf(needle); at >= 0; at = hay.indexOf(needle, at + needle.length)) {
    ranges.push([at, at + needle.length])
  }
  return ranges
}
