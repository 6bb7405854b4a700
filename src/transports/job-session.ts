import { closeCodes } from '../../core/contract/socket.ts'
import type { Clock } from '../../core/domain/clock.ts'
import type { StreamJobs } from '../../services/jobs/stream-jobs.ts'
import type { Client } from './client.ts'
import type { Attachment, FanOut } from './fan-out.ts'
import { createFloodGuard } from './flood-guard.ts'
import type { KeepAlive } from './keep-alive.ts'
import { nativeLimits } from './native.ts'
import type { Session } from './session.ts'
import type { Sink } from './sink.ts'
import { createFilter } from './view.ts'
import type { View } from './view.ts'

interface JobSessionDeps {
  fanOut: FanOut
  clock: Clock
  keepAlive: KeepAlive
  jobs: Pick<StreamJobs, 'find'>
}

interface Connection {
  view: View
  job_id: string
  sink: Sink
  path: string
  ping: () => void
  greeting: Attachment['greeting']
}

/** Serves a connection that follows one job and has nothing to say: whatever it says is left unread, but not too much of it. */
export function openJobSession ({ fanOut, clock, keepAlive, jobs }: JobSessionDeps, { view, job_id, sink, path, ping, greeting }: Connection): { client: Client, session: Session } {
  const client = fanOut.attach({ view, sink, path, filter: createFilter({ job_id }), greeting })
  let guard: ReturnType<typeof createFloodGuard> | null = null // nobody needs to say anything here
  const peer = {
    ping () {
      if (jobs.find(job_id) === null) client.close(closeCodes.policy, 'the job was deleted')
      else ping()
    },
    gone () { client.close(closeCodes.idle, 'no answer to pings') }
  }

  function onMessage (): void {
    keepAlive.heard(peer)
    if (client.closed()) return
    guard ??= createFloodGuard({ clock, per_second: nativeLimits.messages_per_second })
    if (guard() === 'flood') client.close(closeCodes.policy, 'too many messages')
  }

  keepAlive.watch(peer)
  return {
    client,
    session: {
      onText: onMessage,
      onBinary: onMessage,
      onPong () { keepAlive.heard(peer) },
      onGone () {
        keepAlive.forget(peer)
        client.detach()
      }
    }
  }
}
