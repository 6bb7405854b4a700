import { createContext, use } from 'react'
import type { ReactNode } from 'react'
import { createPortal } from 'react-dom'

/** Where the heading of a page goes: into the bar at its top. Null before the bar is there. */
export const HeadingSlot = createContext<HTMLElement | null>(null)

/** The heading of a page, for instance `<h1>Jobs</h1>`. */
export function Heading ({ children }: { children: ReactNode }) {
  const slot = use(HeadingSlot)
  return slot === null ? null : createPortal(children, slot)
}
