import type { JobMessage } from '../../core/contract/job-views.ts'
import { upperLevels } from '../../core/contract/job-views.ts'
import type { TrainingState } from '../../core/contract/training.ts'
import { summarizeJob, toTheSecond } from '../../core/domain/job/job-summary.ts'
import type { Clock } from '../../core/domain/clock.ts'
import { timestampNow } from '../../core/domain/clock.ts'
import { formatCursor } from '../../core/domain/stream/cursor.ts'
import { isFinal, pollStatus } from '../../core/domain/job/poll-status.ts'
import type { Published, StoredEvent } from '../../services/stream/event-stream.ts'
import type { StreamJobs } from '../../services/jobs/stream-jobs.ts'
import type { Message, View } from './view.ts'
import { textFrame } from './ws-frame.ts'

/** The stream of one job, and its messages that belong to no event. */
export interface JobStreamView extends View {
  /** The first message: where the job stands. */
  hello: (state: TrainingState, last_id: number) => string[]
  /** For a client that asked for history that is not there. */
  lost: (state: TrainingState) => string[]
  /** The last message of a job that is over. */
  farewell: (state: TrainingState) => string[]
}

interface JobStreamViewDeps { stream_id: string, clock: Clock, jobs: Pick<StreamJobs, 'find'> }
type Event = StoredEvent['event']
interface About { state: TrainingState, timestamp: string, id: string | null, replay: boolean }

/**
 * The codec of the per-job stream: four types of messages. Each message, whatever its type, carries the job's status
 * and progress.
 */
export function createJobStreamView ({ stream_id, clock, jobs }: JobStreamViewDeps): JobStreamView {
  const now = (): string => timestampNow(clock)
  const atNow = (state: TrainingState): About => ({ state, timestamp: now(), id: null, replay: false })
  const isOver = (job_id: string): boolean => jobs.find(job_id)?.over ?? true

  return {
    name: 'job-stream',
    momentary: true,
    frame: textFrame,
    encode ({ id, job_id, kept, state, event }: Published) {
      return messagesOf(
        event,
        { state, timestamp: event.timestamp, id: kept ? formatCursor(stream_id, id) : null, replay: false },
        isEnd(event) && isOver(job_id)
      )
    },
    replay ({ id, job_id, event }: StoredEvent) {
      const job = jobs.find(job_id)
      if (job === null) return []
      const over = isEnd(event) && job.over && event.seq === job.state.seq
      return messagesOf(
        event,
        { state: job.state, timestamp: event.timestamp, id: formatCursor(stream_id, id), replay: true },
        over
      )
    },
    replayComplete: (id, replayed) => [
      text({ type: 'replay_complete', last_event_id: formatCursor(stream_id, id), replayed })
    ],
    bookmark: () => [], // its clients know four types
    hello: (state, last_id) => [text(progress({ ...atNow(state), id: formatCursor(stream_id, last_id) }))],
    lost: state => [
      text(log(atNow(state), 'WARNING', 'The place you asked for is not in this history; what follows is live'))
    ],
    farewell: state => [text(farewell(atNow(state)))]
  }
}

/** An attempt ended; the job may go on with another. */
const isEnd = (event: Event): boolean => event.type === 'training_status' && isFinal(pollStatus(event.status))

function messagesOf (event: Event, about: About, over: boolean): Message[] {
  switch (event.type) {
    case 'training_status':
      return over
        ? [{ ...kept(farewell(about)), last: true }]
        : isNews(event, about.state)
          ? [kept(progress(about))]
          : []
    case 'epoch_completed':
    case 'job_queued':
      return [kept(progress(about))]
    case 'log':
      return [kept(log(about, upper(event.level), event.message))]
    case 'warning':
      return [kept(log(about, 'WARNING', event.message))]
    case 'gap':
      return [
        kept(log(about, 'WARNING', `Some history is missing (${event.reason}): ${JSON.stringify(event.dropped)}`))
      ]
    default:
      return []
  }
}

/**
 * While steps are being done the trainer's phases are no change of status, and the files that are cached are counted in
 * the log.
 */
const isNews = ({ status, phase }: Extract<Event, { type: 'training_status' }>, state: TrainingState): boolean =>
  phase !== 'caching' && (status !== 'running' || state.pace.marks.length === 0)

function standing ({ state, timestamp, id, replay }: About) {
  const { status, progress, current_epoch, total_epochs } = summarizeJob(state)
  return {
    job_id: state.job_number ?? 0, // a job has a number
    status,
    progress,
    current_epoch,
    total_epochs,
    timestamp: toTheSecond(timestamp),
    id,
    ...(replay ? { replay: true as const } : {})
  }
}

const progress = (about: About): JobMessage => ({
  type: 'progress',
  ...standing(about),
  current_loss: about.state.loss
})
const log = (about: About, level: (typeof upperLevels)[number], message: string): JobMessage => ({
  type: 'log',
  ...standing(about),
  level,
  message
})
// a newer runner may know more
const upper = (level: string): (typeof upperLevels)[number] =>
  upperLevels.find(name => name.toLowerCase() === level) ?? 'INFO'

function farewell (about: About): JobMessage {
  const { state } = about
  const { status, ...metrics } = standing(about)
  if (status === 'succeeded') {
    const final_metrics = { train_loss: state.loss, val_loss: state.validation?.validation_loss ?? null }
    return {
      type: 'complete',
      ...metrics,
      status,
      model_id: state.last_save === null ? null : state.job_number,
      final_metrics
    }
  }
  if (status === 'failed') return { type: 'error', ...metrics, status, error_message: state.error ?? state.message }
  return progress(about)
}

const text = (message: JobMessage): string => JSON.stringify(message)
const kept = (message: JobMessage): Message => ({
  topic: message.type, key: null, text: text(message), carries_cursor: true, ref: null
})
