import type { Condition } from '../../core/contract/conditions.ts'
import type { Conditions } from '../../services/conditions/conditions.ts'
import type { EventStream } from '../../services/stream/event-stream.ts'
import type { Message, View } from './view.ts'
import type { NativeView } from './native.ts'

/** What a view makes of the trouble that lasts. */
export interface ConditionsView extends View {
  conditions: (list: readonly Condition[]) => Message
  currentState: NativeView['currentState']
}

interface ConditionsSource { conditions: Pick<Conditions, 'subscribe'>, stream: Pick<EventStream, 'snapshot'> }

/** The view, which tells of trouble that begins or ends, too: as such, and in the state of the current job. */
export function withConditions<V extends ConditionsView> (view: V, { conditions, stream }: ConditionsSource): V {
  return {
    ...view,
    source (send) {
      const stopSource = view.source?.(send)
      const stop = conditions.subscribe(list => {
        send(view.conditions(list))
        const { state } = stream.snapshot()
        send(view.currentState(state), state.job_id ?? undefined)
      })
      return () => {
        stop()
        stopSource?.()
      }
    }
  }
}
