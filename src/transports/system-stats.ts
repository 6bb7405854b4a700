import type { SystemStats } from '../../core/contract/system.ts'
import type { Telemetry } from '../../services/system/telemetry.ts'
import type { Message, View } from './view.ts'

/** The view, which sends the machine's load too. The load is measured only while the view has clients. */
export function withSystemStats<V extends View & { stats: (stats: SystemStats) => Message }> (
  view: V, telemetry: Pick<Telemetry, 'subscribe'>
): V {
  return {
    ...view,
    source: send =>
      telemetry.subscribe(stats => {
        send(view.stats(stats))
      })
  }
}
