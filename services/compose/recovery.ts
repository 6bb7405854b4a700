import type { Clock, Timer } from '../../core/domain/clock.ts'
import { createEndUnfollowed } from '../attempts/end-unfollowed.ts'
import type { FollowJob } from '../attempts/follow-job.ts'
import type { Ingest } from '../attempts/ingest.ts'
import { createJobProblems } from '../attempts/job-problems.ts'
import type { JournaledCommands } from '../attempts/journaled-commands.ts'
import { createRecoverJob } from '../attempts/recover-job.ts'
import { createRecovery } from '../attempts/recover.ts'
import type { OnRecovered, Recovery } from '../attempts/recover.ts'
import { logTrainings } from '../attempts/training-log.ts'
import type { UnfollowedTrainings } from '../attempts/unfollowed.ts'
import type { UnsentCommands } from '../attempts/unsent-commands.ts'
import { createUnfollowedWatch } from '../attempts/watch-unfollowed.ts'
import { finishDeletions } from '../jobs/delete-job.ts'
import type { JobFolders } from '../jobs/folders.ts'
import { isJobActive, isWaiting } from '../jobs/live-job.ts'
import type { RecordEvent } from '../jobs/record-event.ts'
import type { JobRegistry } from '../jobs/registry.ts'
import type { Scheduler } from '../queue/scheduler.ts'
import type { Store } from '../store/store.ts'
import type { EventStream } from '../stream/event-stream.ts'
import type { ServicesDeps } from './services-deps.ts'
import { createStartupRecovery } from './startup-recovery.ts'
import { waitingForRoom } from './waiting-for-room.ts'
import type { WhenRoom } from './waiting-for-room.ts'

interface RecoveryParts {
  state: { store: Store, commands: JournaledCommands, registry: JobRegistry }
  folders: JobFolders
  /** How events get into the store, how the server adds one, and who hears of them. */
  events: { ingest: Ingest, record: RecordEvent, stream: Pick<EventStream, 'subscribe'> }
  /** How attempts go on: followed, or only watched. */
  attempts: { follow: FollowJob, unfollowed: UnfollowedTrainings, unsent: UnsentCommands }
  queue: Pick<Scheduler, 'change'> & { reconcile: () => Promise<void> }
  clock: Clock
  log: ServicesDeps['log']
}

/** Damaged jobs are read again this often, until they can be taken up. */
const RETRY_DAMAGED_MS = 15_000

/** Takes up what an earlier server left, and later the jobs that could not be read then. */
export function openRecovery ({ state, folders, events, attempts, queue, clock, log }: RecoveryParts) {
  const { store, commands, registry } = state
  const { ingest, stream } = events
  const { follow, unfollowed, unsent } = attempts
  const watch = createUnfollowedWatch({
    folders, ingest, clock, trainings: unfollowed, change: queue.change,
    end: createEndUnfollowed({ folders, ingest, recordEvent: events.record }),
    onProblem: ({ record: { job_id } }, err) => {
      log.warn({ err, job_id }, 'an attempt that cannot be followed could not be read; trying again')
    }
  })
  const recoveryBy = (onRecovered: OnRecovered, whenRoom: WhenRoom): Recovery => createRecovery({
    store, registry, folders, follow, unfollowed, log,
    recoverJob: createRecoverJob({
      store: {
        addJob: async row => { await whenRoom(async () => { await store.addJob(row) }) },
        restoreCommands: async job => { await whenRoom(async () => { await commands.restore(job) }) }
      },
      registry, folders, watch, log,
      ingest: patient(counting(ingest, onRecovered), whenRoom),
      problems: createJobProblems({ folders, log })
    })
  })
  // It has the queue's turn, in which nobody may wait for a disk: it fails, and is made again.
  const recovery = recoveryBy(async () => undefined, async write => await write())
  let timer: Timer | null = null
  let stopLog = (): void => undefined

  /** Ends the commands that no runner accepted before its training ended: the next attempt must not get them. */
  async function failUnsent (): Promise<void> {
    for (const job of registry.all()) {
      if (isJobActive(job) || isWaiting(job)) continue
      await unsent.fail(job).catch(err => {
        log.warn({ err, job_id: job.record.job_id }, 'ending the commands of an attempt failed')
      })
    }
  }

  async function retryDamaged (): Promise<void> {
    if (registry.damaged().length === 0) return
    await queue.change(recovery.retryDamaged)
    await queue.reconcile()
  }

  async function begin (onRecovered: OnRecovered): Promise<void> {
    const whenRoom = waitingForRoom({ clock, log, onRecovered })
    const { found, deleted } = await recoveryBy(onRecovered, whenRoom).begin(onRecovered)
    stopLog = logTrainings(stream, log) // from now on: what was imported is long past
    // Nobody waits for it here: it is done again before a device is given.
    unfollowed.survey().catch(err => { log.warn({ err }, 'the processes of runs could not be found') })
    await finishDeletions({ store, folders, log }, deleted)
    await failUnsent()
    await whenRoom(queue.reconcile)
    log.info(found, 'startup recovery finished')
    timer = clock.every(RETRY_DAMAGED_MS, () => {
      retryDamaged().catch(err => { log.warn({ err }, 'the damaged jobs could not be read again') })
    })
  }

  return {
    startup: createStartupRecovery(begin),
    close () {
      timer?.cancel()
      stopLog()
      watch.close()
    }
  }
}

/** Each of its calls writes all that it is asked to, or nothing, and so can be made once more. */
const patient = (ingest: Ingest, whenRoom: WhenRoom): Ingest => ({
  ...ingest,
  accept: async (position, read) => { await whenRoom(async () => { await ingest.accept(position, read) }) },
  beginAttempt: async (position, attempt) => {
    await whenRoom(async () => { await ingest.beginAttempt(position, attempt) })
  },
  updateJob: async (position, job) => { await whenRoom(async () => { await ingest.updateJob(position, job) }) },
  flush: async position => { await whenRoom(async () => { await ingest.flush(position) }) }
})

/** An ingest that tells how many events each read has brought. */
const counting = (ingest: Ingest, onRecovered: OnRecovered): Ingest => ({
  ...ingest,
  async accept (position, read) {
    await ingest.accept(position, read)
    await onRecovered({ events_read: read.lines.length })
  }
})
