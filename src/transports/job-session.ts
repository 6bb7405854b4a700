import { closeCodes } from '../../core/contract/socket.ts'
import type { Clock } from '../../core/domain/clock.ts'
import type { StreamJobs } from '../../services/jobs/stream-jobs.ts'
import type { Client } from './client.ts'
import type { Attachment, FanOut } from './fan-out.ts'
import { createFloodGuard } from './flood-guard.ts'
import type { KeepAlive } from './keep-alive.ts'
import { nativeLimits } from './native.ts'
import type { Connection, Session } from './session.ts'
import { createFilter } from './view.ts'
import type { View } from './view.ts'

export interface JobSessionDeps {
  fanOut: FanOut
  clock: Clock
  keepAlive: KeepAlive
  jobs: Pick<StreamJobs, 'find'>
}

interface Subject {
  view: View
  job_id: string
  greeting: Attachment['greeting']
}

/** Serves a client that follows one job. Its messages are ignored, up to the flood limit. */
export function openJobSession (
  deps: JobSessionDeps, { sink, path, ping }: Connection, { view, job_id, greeting }: Subject
): { client: Client, session: Session } {
  const { fanOut, clock, keepAlive, jobs } = deps
  const client = fanOut.attach({ view, sink, path, filter: createFilter({ job_id }), greeting })
  let guard: ReturnType<typeof createFloodGuard> | null = null // made with the first message: most clients send none
  const peer = {
    ping () {
      if (jobs.find(job_id) === null) client.close(closeCodes.policy, 'the job was deleted')
      else ping()
    },
    gone () {
      client.close(closeCodes.idle, 'no answer to pings')
    }
  }

  function onMessage (): void {
    keepAlive.markAlive(peer)
    if (client.closed()) return
    guard ??= createFloodGuard({ clock, per_second: nativeLimits.messages_per_second })
    if (guard() === 'flood') client.close(closeCodes.policy, 'too many messages')
  }

  keepAlive.watch(peer)
  return {
    client,
    session: {
      onText: onMessage, onBinary: onMessage,
      onPong () {
        keepAlive.markAlive(peer)
      },
      onGone () {
        keepAlive.forget(peer)
        client.detach()
      }
    }
  }
}
