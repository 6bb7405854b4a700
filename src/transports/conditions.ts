import type { Condition } from '../../core/contract/conditions.ts'
import type { Conditions } from '../../services/conditions/conditions.ts'
import type { EventStream } from '../../services/stream/event-stream.ts'
import type { Message, View } from './view.ts'
import type { NativeView } from './native.ts'
import { withSource } from './with-source.ts'

/** What a view makes of the trouble that lasts. */
export interface ConditionsView extends View {
  conditions: (list: readonly Condition[]) => Message
  currentState: NativeView['currentState']
}

interface ConditionsSource { conditions: Pick<Conditions, 'subscribe'>, stream: Pick<EventStream, 'snapshot'> }

/** The view, which tells of trouble that begins or ends, too: as such, and in the state of the current job. */
export const withConditions = <V extends ConditionsView>(view: V, { conditions, stream }: ConditionsSource): V =>
  withSource(view, send => conditions.subscribe(list => {
    send(view.conditions(list))
    const { state } = stream.snapshot()
    send(view.currentState(state), state.job_id ?? undefined)
  }))
