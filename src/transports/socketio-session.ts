import { readCursor } from '../../core/domain/stream/cursor.ts'
import type { StreamJobs } from '../../services/jobs/stream-jobs.ts'
import type { StoredEvent } from '../../services/stream/event-stream.ts'
import type { Log } from './channel.ts'
import type { Client } from './client.ts'
import type { FanOut } from './fan-out.ts'
import type { Connection, Session } from './session.ts'
import { socketIoFilter } from './socketio-view.ts'
import type { View } from './view.ts'

export interface SocketIoSessionDeps {
  fanOut: Pick<FanOut, 'attach' | 'last_id'>
  view: View
  stream_id: string
  jobs: Pick<StreamJobs, 'active'>
  /** The newest finished epoch of a job; null before the first. */
  lastEpoch: (job_number: number) => Promise<StoredEvent | null>
  log: Log
}

/**
 * Serves one Socket.IO client: sends every epoch after the cursor it came with, else the last epoch of each active
 * training, and continues live. The last epochs are read before the client joins; a replay from where reading began
 * closes the gap.
 */
export function openSocketIoSession (
  deps: SocketIoSessionDeps,
  { sink, path }: Pick<Connection, 'sink' | 'path'>,
  since: unknown
): Pick<Session, 'onGone'> {
  const { fanOut, view, stream_id } = deps
  const newest_id = fanOut.last_id()
  const after_id = typeof since === 'string' ? readCursor(since, stream_id, newest_id) : null
  let client: Client | null = null
  let gone = false

  function join (greeting: readonly string[]): void {
    if (gone) return
    client = fanOut.attach({ view, sink, path, filter: socketIoFilter, greeting: () => greeting })
    client.replay(after_id ?? newest_id)
  }

  if (after_id !== null) join([])
  else void lastEpochs(deps, newest_id).then(join)
  return {
    onGone () {
      gone = true
      client?.detach()
    }
  }
}

/** The last finished epoch of each active training, up to an event; none where history cannot be read. */
async function lastEpochs ({ view, jobs, lastEpoch, log }: SocketIoSessionDeps, until_id: number): Promise<string[]> {
  const trained = jobs.active().filter(({ state }) => state.progress.epoch > 0)
  try {
    const epochs = await Promise.all(trained.map(async ({ state }) => await lastEpoch(state.job_number ?? 0)))
    return epochs.flatMap(stored =>
      stored === null || stored.id > until_id ? [] : view.replay(stored).map(({ text }) => text)
    )
  } catch (error) {
    log.error({ err: error }, 'History could not be read for a Socket.IO client')
    return []
  }
}
