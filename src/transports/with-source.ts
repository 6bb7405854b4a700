import type { View } from './view.ts'

/** The view, which also sends what another source brings. `begin` starts it and returns what ends it. */
export function withSource<V extends View> (view: V, begin: NonNullable<View['source']>): V {
  return {
    ...view,
    source (send) {
      const ends = [view.source?.(send), begin(send)]
      return () => { for (const end of ends.reverse()) end?.() }
    }
  }
}
