import type { ChangedResource } from '../../core/contract/changes.ts'
import type { Listeners } from '../../core/domain/listeners.ts'
import type { Message, View } from './view.ts'
import { withSource } from './with-source.ts'

/** What a view makes of a request that changed something. */
export interface ChangesView extends View { changed: (resource: ChangedResource) => Message }

/** The view, which tells of requests that changed something, too. */
export const withChanges = <V extends ChangesView>(
  view: V, changes: Pick<Listeners<ChangedResource>, 'subscribe'>
): V => withSource(view, send => changes.subscribe(resource => { send(view.changed(resource)) }))
