import type { ChangedResource } from '../../core/contract/changes.ts'
import type { Message, View } from './view.ts'

/** What a view makes of a request that changed something. */
export interface ChangesView extends View { changed: (resource: ChangedResource) => Message }

export type OnChange = (listener: (resource: ChangedResource) => void) => () => void

/** The view, which tells of requests that changed something, too. */
export function withChanges<V extends ChangesView> (view: V, onChange: OnChange): V {
  return {
    ...view,
    source (send) {
      const stopSource = view.source?.(send)
      const stop = onChange(resource => { send(view.changed(resource)) })
      return () => {
        stop()
        stopSource?.()
      }
    }
  }
}
