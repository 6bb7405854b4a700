import type { SystemStats } from '../../core/contract/system.ts'
import type { Telemetry } from '../../services/system/telemetry.ts'
import type { Message, View } from './view.ts'
import { withSource } from './with-source.ts'

/** What a view makes of the machine's load. */
export interface StatsView extends View { stats: (stats: SystemStats) => Message }

/** The view, which sends the machine's load too. The load is measured only while the view has clients. */
export const withSystemStats = <V extends StatsView>(view: V, telemetry: Pick<Telemetry, 'subscribe'>): V =>
  withSource(view, send => telemetry.subscribe(stats => { send(view.stats(stats)) }))
