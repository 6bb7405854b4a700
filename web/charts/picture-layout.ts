/** Something in a row of a picture, and where it stands. */
export interface Placed { left: number, row: number }

/** Where things of some widths stand, one after the other, in rows of a width; each row has one at least. */
export function inRows (widths: readonly number[], width: number, gap: number): { placed: Placed[], rows: number } {
  let [left, row] = [0, 0]
  const placed = widths.map(own => {
    if (left > 0 && left + own > width) [left, row] = [0, row + 1]
    const place = { left, row }
    left += own + gap
    return place
  })
  return { placed, rows: widths.length === 0 ? 0 : row + 1 }
}

/** A text that fits into a width; one that is too long loses its middle, because names often differ at their end. */
export function fitted (text: string, width: number, widthOf: (text: string) => number): string {
  if (widthOf(text) <= width) return text
  const letters = [...text]
  let [fits, tooMany] = [0, letters.length]
  while (tooMany - fits > 1) {
    const middle = (fits + tooMany) >> 1
    if (widthOf(shortened(letters, middle)) <= width) fits = middle
    else tooMany = middle
  }
  return shortened(letters, fits)
}

const shortened = (letters: readonly string[], left: number): string => {
  const end = Math.floor(left / 2)
  return `${letters.slice(0, left - end).join('')}…${letters.slice(letters.length - end).join('')}`
}
