import type { JournalEventOf } from '../../core/contract/journal.ts'
import type { EventStream, Published } from '../stream/event-stream.ts'

type Write = (facts: object, message: string) => void

/** Writes starts, ends and warnings of trainings to the log. Returns what ends it. */
export function logTrainings (
  stream: Pick<EventStream, 'subscribe'>, log: { info: Write, warn: Write }
): () => void {
  return stream.subscribe(batch => {
    for (const one of batch) write(one, log)
  }).stop
}

function write ({ event, state }: Published, log: { info: Write, warn: Write }): void {
  const job = { job_number: state.job_number, attempt: state.attempt }
  const name = state.job_name ?? 'A training'
  switch (event.type) {
    case 'job_queued': return log.info(job, `${name} is queued`)
    case 'trainer_ready': return log.info({ ...job, device: event.device }, `${name} has started`)
    case 'training_status': return event.exit === null ? undefined : logEnd({ name, job, log }, event)
    case 'warning': return log.warn({ ...job, code: event.code }, `${name}: ${event.message}`)
    case 'gap': return log.warn({ ...job, reason: event.reason }, `${name}: part of its history is missing`)
  }
}

function logEnd (
  { name, job, log }: { name: string, job: object, log: { info: Write, warn: Write } },
  { status, reason, error }: JournalEventOf<'training_status'>
): void {
  if (status === 'error') log.warn({ ...job, reason }, `${name} has failed: ${error ?? reason ?? 'unknown'}`)
  else log.info({ ...job, reason }, `${name} has ended: ${status}`)
}
