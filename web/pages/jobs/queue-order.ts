import type { Queue } from '../../../core/contract/queue.ts'
import { moved } from './moved.ts'

type Pages = readonly Queue[]

/** The waiting jobs of the pages that are loaded. */
export const loadedOf = (pages: Pages): Queue['waiting'] => pages.flatMap(({ waiting }) => waiting)

/** Whether there are waiting jobs after those that are loaded. */
export const hasMore = (pages: Pages): boolean => pages.at(-1)?.next_cursor != null

/**
 * The last place, from 1, a loaded job can be moved to. Behind the last loaded one there is no telling which job it is
 * to be placed before.
 */
export const lastPlace = (pages: Pages): number => loadedOf(pages).length - (hasMore(pages) ? 1 : 0)

/** A move within what is loaded: the new order, its place in it, from 0, and the job it comes before; null: none. */
export interface Move { order: Queue['waiting'], at: number, before: string | null }

/** Moves a job to a place, from 0; null where it stays. */
export function moveOf (pages: Pages, job: string, to: number): Move | null {
  const isIt = ({ job_id }: { job_id: string }): boolean => job_id === job
  const loaded = loadedOf(pages)
  const furthest = Math.max(loaded.findIndex(isIt), lastPlace(pages) - 1)
  const order = moved(loaded, isIt, Math.min(to, furthest))
  if (order === null) return null
  const at = order.findIndex(isIt)
  return { order, at, before: order[at + 1]?.job_id ?? null }
}

/** The pages with their jobs in another order. */
export function inOrder (pages: Pages, order: Queue['waiting']): Queue[] {
  let begin = 0
  return pages.map(page => {
    const waiting = order.slice(begin, begin + page.waiting.length)
    begin += page.waiting.length
    return { ...page, waiting }
  })
}
