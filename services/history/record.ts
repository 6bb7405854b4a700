import { Readable } from 'node:stream'
import type { AttemptReport } from '../../core/contract/attempts.ts'
import type { EventRows } from '../store/event-rows.ts'
import type { HistoryJob } from './history-job.ts'

/** What a record is made of. */
export interface RecordSources {
  events: EventRows
  /** Of a job, oldest first. Errors: job_not_found, job_damaged. */
  attempts: (job: string) => Promise<AttemptReport[]>
}

/**
 * All that is kept of a job, as lines of JSON, each with its kind as `record`: the job, its attempts with their
 * configs, and its events as its journal has them. A cursor is none of it: those change when the store is rebuilt.
 */
export async function streamRecord (
  { events, attempts }: RecordSources, { job_id, job_number, job_name, job_slug }: HistoryJob
): Promise<Readable> {
  const reports = await attempts(job_id) // before the first byte: what fails here is an error reply
  async function * lines (): AsyncGenerator<string> {
    yield line('job', { job_id, job_number, job_name, job_slug })
    for (const report of reports) yield line('attempt', report)
    for await (const { event } of events.scan({ job_number, types: null })) yield line('event', event())
  }
  return Readable.from(lines(), { objectMode: false, highWaterMark: 65_536 })
}

const line = (record: string, content: object): string => `${JSON.stringify({ record, ...content })}\n`
