import type { SampleMatrix } from './queries.ts'

type Page = Pick<SampleMatrix, 'positions' | 'later'>

/** The newest position of the pages of a matrix, -1 in an empty one; null where later ones are not loaded yet. */
export function anchorOf (pages: readonly Page[], newest_first: boolean): number | null {
  const newest = newest_first ? pages[0] : pages.at(-1)
  if (newest === undefined || (!newest_first && newest.later !== null)) return null
  return newest.positions.at(-1) ?? -1
}
