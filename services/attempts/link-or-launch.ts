import type { SentCommand } from '../../core/contract/commands.ts'
import type { Clock } from '../../core/domain/clock.ts'
import { withTimeout } from '../../core/domain/with-timeout.ts'
import type { AttemptProcesses } from '../../core/processes/run-processes.ts'
import type { RunnerLink } from './runner-client.ts'

interface LinkOrLaunchDeps {
  /** Null where nobody listens. */
  connect: () => Promise<RunnerLink | null>
  launch: (flags: string[]) => Promise<unknown>
  processes: AttemptProcesses
  /** Commands that no runner has accepted yet. */
  unsent: () => Promise<SentCommand[]>
  clock: Clock
}

const REPORT_PATIENCE_MS = 5000

/**
 * Links to the runner of an attempt. Where none is alive it launches one, which is told if the attempt was killed. A
 * runner that does not answer – it has not bound its socket yet, has lost it, or is stopped – is never doubled. Rejects
 * with what is wrong; null: the launched runner has ended already.
 */
export async function linkOrLaunch (
  { connect, launch, processes, unsent, clock }: LinkOrLaunchDeps
): Promise<RunnerLink | null> {
  const link = await connect()
  if (link !== null) return link
  const silent = processes.list().find(({ role }) => role === 'runner')
  if (silent !== undefined) throw new Error(`runner ${silent.identity.pid} is alive and does not answer`)
  const kill = (await unsent()).find(({ command }) => command === 'kill')
  const flags = kill === undefined ? [] : ['--killed', kill.id]
  await withTimeout(clock, REPORT_PATIENCE_MS, launch(flags), 'the launched runner has not reported in time')
  return await connect()
}
