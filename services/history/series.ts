import { BUCKET_STEPS } from '../store/rollups.ts'
import type { Extreme, MetricRows, Point, Which } from '../store/metric-rows.ts'
import type { SpanOfTag } from '../store/metric-sql.ts'

const ONE_BY_ONE = 50_000 // that many are read one by one in some 40 ms; of more, the extremes come from the rollups

/** What is drawn of the metrics of some spans. */
export interface Drawn { count: number, stretch: number | null, points: Point[] }

/**
 * At most `most` points of a tag, by step. With more metrics than that, the steps are cut into stretches of one width;
 * each gives its lowest and highest metric, and the first and the last of all are kept: no extreme is lost.
 */
export async function readSeries (
  rows: MetricRows, spans: readonly SpanOfTag[], most: number, one_by_one = ONE_BY_ONE
): Promise<Drawn> {
  const each = async <T>(read: (span: SpanOfTag) => Promise<T>): Promise<T[]> => await Promise.all(spans.map(read))
  const count = await countMetrics(rows, spans)
  if (count <= most) return whole((await each(rows.points)).flat())

  const [first, last] = [await rows.end(spans, 'first'), await rows.end(spans, 'last')]
  if (first === undefined || last === undefined) return whole([])
  const finest = Math.ceil((last.step - first.step + 1) / (Math.floor(most / 2) - 2))
  const rolled = count > one_by_one
  const stretch = !rolled ? finest : Math.ceil(finest / BUCKET_STEPS) * BUCKET_STEPS
  const points: Point[] = [first, last]
  for (const which of ['min', 'max'] as const) {
    const found = await each(
      async span => await (rolled ? mostlyRolled(rows, span, stretch, which) : rows.extremes(span, stretch, which))
    )
    points.push(...furthest(found.flat(), which))
  }
  return { count, stretch, points: inOrder(distinct(points)) }
}

const whole = (points: Point[]): Drawn => ({ count: points.length, stretch: null, points: inOrder(points) })
const sum = (numbers: number[]): number => numbers.reduce((one, other) => one + other, 0)
const inOrder = (points: Point[]): Point[] => points.sort((one, other) => one.step - other.step)

/** The runs of 64 steps that lie whole in a span, and what is left of it before and after them. */
export function parts (span: SpanOfTag): { rolled: SpanOfTag | null, edges: SpanOfTag[] } {
  const from_step = Math.ceil(span.from_step / BUCKET_STEPS) * BUCKET_STEPS
  const to_step = Math.floor((span.to_step + 1) / BUCKET_STEPS) * BUCKET_STEPS - 1
  if (from_step > to_step) return { rolled: null, edges: [span] }
  const edges = [{ ...span, to_step: from_step - 1 }, { ...span, from_step: to_step + 1 }]
  return { rolled: { ...span, from_step, to_step }, edges: edges.filter(edge => edge.from_step <= edge.to_step) }
}

/** How many metrics there are in some spans. */
export async function countMetrics (rows: MetricRows, spans: readonly SpanOfTag[]): Promise<number> {
  const counts = spans
    .map(parts)
    .flatMap(({ rolled, edges }) => [...(rolled === null ? [] : [rows.rolledCount(rolled)]), ...edges.map(rows.count)])
  return sum(await Promise.all(counts))
}

async function mostlyRolled (rows: MetricRows, span: SpanOfTag, width: number, which: Which): Promise<Extreme[]> {
  const { rolled, edges } = parts(span)
  const found = await Promise.all(edges.map(async edge => await rows.extremes(edge, width, which)))
  return [...rolled === null ? [] : await rows.rolledExtremes(rolled, width, which), ...found.flat()]
}

/** The extreme of each stretch, which may be of several attempts, or of rollups and single metrics. */
function furthest (extremes: Extreme[], which: Which): Extreme[] {
  const best = new Map<number, Extreme>()
  for (const one of extremes) {
    const known = best.get(one.stretch)
    if (known === undefined || (which === 'min' ? one.value < known.value : one.value > known.value)) {
      best.set(one.stretch, one)
    }
  }
  return [...best.values()]
}

/** Each metric once: the lowest of a stretch may be its highest too, and the first of all. */
function distinct (points: Point[]): Point[] {
  const known = new Map(points.map(point => [`${point.step} ${point.value}`, point]))
  return [...known.values()]
}
