/** The box that a line is drawn into; it is stretched to its place. */
export const [WIDTH, HEIGHT] = [800, 100]
const EDGE = 6

/** The line as an SVG path in a box of 800 by 100; null for less than two points. */
export function linePath (x: readonly number[], y: readonly number[], until = x.at(-1) ?? 0): string | null {
  const first = x[0]
  if (first === undefined || y.length < 2) return null
  const [least, most] = [Math.min(...y), Math.max(...y)]
  const across = WIDTH / Math.max(1e-9, until - first)
  const up = most === least ? 0 : (HEIGHT - 2 * EDGE) / (most - least)
  const points = y.map((value, at) => {
    const level = most === least ? HEIGHT / 2 : HEIGHT - EDGE - (value - least) * up
    return `${(((x[at] ?? first) - first) * across).toFixed(1)} ${level.toFixed(1)}`
  })
  return `M${points.join('L')}`
}
