import type { RecoveryProgress } from '../../core/contract/health.ts'
import { stillRecovering } from '../../core/domain/recovering.ts'
import type { OnRecovered } from '../attempts/recover.ts'

/** The recovery at the start of a server, for those who wait for it. */
export interface StartupRecovery {
  /** Recovers; called once. Rejects with the error that ended it, or when the server closes before. */
  begin: () => Promise<void>
  /** How far it is; null once it is done. */
  progress: () => RecoveryProgress | null
  /** Resolves once it is done. Errors: recovering, when the server closes before. */
  done: Promise<void>
  /** Ends it early; resolves when nothing of it runs any more. */
  stop: () => Promise<void>
}

export function createStartupRecovery (recover: (onRecovered: OnRecovered) => Promise<void>): StartupRecovery {
  const progress: RecoveryProgress = { jobs_read: 0, jobs: 0, events_read: 0 }
  let is_done = false
  let running: Promise<void> | null = null
  let stopped = false
  let resolve: () => void = () => undefined
  let reject: (error: Error) => void = () => undefined
  const done = new Promise<void>((...ends) => { [resolve, reject] = ends })
  done.catch(() => undefined) // nobody may wait

  /** Lets the server answer in between. */
  async function onRecovered ({ jobs = 0, jobs_read = 0, events_read = 0 }: Partial<RecoveryProgress>): Promise<void> {
    progress.jobs += jobs
    progress.jobs_read += jobs_read
    progress.events_read += events_read
    await new Promise(setImmediate)
    if (stopped) throw stillRecovering(progress)
  }

  return {
    done,
    progress: () => is_done ? null : { ...progress },
    async begin () {
      running = recover(onRecovered)
      try {
        await running
        is_done = true
        resolve()
      } catch (error) {
        reject(stillRecovering(progress))
        throw error
      }
    },
    async stop () {
      stopped = true
      await running?.catch(() => undefined) // begin() reports it
      if (running === null) reject(stillRecovering(progress))
    }
  }
}
