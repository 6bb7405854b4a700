import type { MatrixPart, SampleMatrix } from './queries.ts'

export interface MatrixPages {
  pages: SampleMatrix[]
  pageParams: MatrixPart[]
}

/** How many positions a part holds before the next one is begun. */
const FULL = 100

/** The last step of what is known; -1: nothing is. */
export const newestStep = ({ pages }: MatrixPages): number =>
  Math.max(-1, ...pages.flatMap(({ positions }) => positions.at(-1) ?? []))

/**
 * After which step new samples are asked for: from the part that took the last ones on, until it is full. So a long
 * visit holds few parts, and a sample that replaces one of the same step is seen.
 */
export function askAfter (known: MatrixPages): number {
  const [part, page] = [known.pageParams[0], known.pages[0]]
  return part !== undefined && 'after' in part && page !== undefined && page.positions.length < FULL
    ? part.after
    : newestStep(known) - 1
}

/** The pages with what was drawn after a step; it stands first, where it ends no list. */
export function withNewer (known: MatrixPages, after: number, page: SampleMatrix): MatrixPages {
  const [first] = known.pageParams
  const replaces = first !== undefined && 'after' in first && first.after === after && known.pages.length > 1
  const rest = replaces ? 1 : 0
  return {
    pages: [page, ...known.pages.slice(rest)],
    pageParams: [{ after }, ...known.pageParams.slice(rest)]
  }
}
