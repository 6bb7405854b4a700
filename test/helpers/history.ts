import { join } from 'node:path'
import type { Test } from 'tap'
import type { EventBody } from '../../core/contract/events.ts'
import type { JournalEvent } from '../../core/contract/journal.ts'
import { AttemptReport } from '../../core/contract/attempts.ts'
import { Sample } from '../../core/contract/samples.ts'
import { createAppError } from '../../core/domain/app-error.ts'
import { exampleOf } from '../../core/domain/schema/schema-example.ts'
import { newJobState } from '../../core/domain/job/state.ts'
import { createEventStream } from '../../services/stream/event-stream.ts'
import { progressOf } from '../../services/history/history-job.ts'
import { createHistory } from '../../services/history/history.ts'
import { createBucketRows } from '../../services/store/bucket-rows.ts'
import { createEventRows } from '../../services/store/event-rows.ts'
import { createMetricRows } from '../../services/store/metric-rows.ts'
import { openStoreFile } from '../../services/store/open.ts'
import { createSampleRows } from '../../services/store/sample-rows.ts'
import { createStore } from '../../services/store/store.ts'
import { createIngest } from '../../services/attempts/ingest.ts'
import type { Position } from '../../services/attempts/ingest.ts'
import { createManualClock } from './manual-clock.ts'

export const began = Date.UTC(2026, 0, 1)

/** The real history over a real store, filled as a server fills it: through ingest. */
export async function testHistory (t: Test, name = 'store') {
  const { db, generation: stream_id } = await openStoreFile(join(t.testdir(), name), () => 'k3f9a2c1', () => 0)
  const store = createStore(db)
  t.teardown(async () => { await store.close() })
  const fail = (error: unknown): never => { throw error }
  const stream = createEventStream({
    stream_id,
    current: () => newJobState(factsOf(1)),
    last_id: 0,
    history: store.history,
    onListenerError: fail
  })
  const ingest = createIngest({ store, stream, clock: createManualClock(), last_id: 0, onError: fail })
  const jobs = new Map<number, Position>()
  const firsts = new Map<number, number>()
  const unreadable = new Set<string>()
  const metrics = createMetricRows(db)

  async function addJob (job_number = 1): Promise<Position> {
    const facts = factsOf(job_number)
    // as: what else a job has does not matter here
    await store.addJob({
      ...facts,
      created_at: '2026-01-01T00:00:00.000Z',
      state: newJobState(facts),
      config: {}
    } as Parameters<typeof store.addJob>[0])
    const position: Position = {
      job_id: facts.job_id, job_number, attempt: 0, cursor: { segment: 1, offset: 0 }, state: newJobState(facts),
      ended: false, pending: []
    }
    jobs.set(job_number, position)
    return position
  }

  const positionOf = (job_number: number): Position => jobs.get(job_number)!

  return {
    db,
    stream_id,
    metrics,
    /** Ids of samples that are placed, and cannot be read. */
    unreadable,
    addJob,
    async addAttempt (job_number = 1): Promise<void> {
      const position = positionOf(job_number)
      await ingest.beginAttempt(position, position.attempt + 1)
      firsts.set(job_number, position.state.seq + 1)
    },
    /** Events of a job, in reads of `chunk`; a tenth of a second apart, from the first of the attempt on. */
    async feed (bodies: EventBody[], { job_number = 1, chunk = 1000 } = {}): Promise<void> {
      const position = positionOf(job_number)
      const first = firsts.get(job_number) ?? 1
      const events = bodies.map((body, index): JournalEvent => {
        const seq = position.state.seq + 1 + index
        const timestamp = new Date(began + seq * 100).toISOString()
        return { v: 1, seq, timestamp, elapsed_ms: (seq - first) * 100, ...body }
      })
      for (let at = 0; at < events.length; at += chunk) {
        const lines = events.slice(at, at + chunk).map(event => ({ event, line: JSON.stringify(event) }))
        await ingest.accept(position, { lines, cursor: position.cursor, more: false })
      }
    },
    flush: async (job_number = 1): Promise<void> => { await ingest.flush(positionOf(job_number)) },
    history: createHistory({
      stream_id,
      events: createEventRows(db),
      metrics,
      buckets: createBucketRows(db),
      samples: createSampleRows(db),
      samplesById: async ids => new Map(
        ids.filter(id => !unreadable.has(id)).map(id => [id, { ...exampleOf(Sample) as Sample, sample_id: id }])
      ),
      find (ref) {
        const position = [...jobs.values()].find(({ job_number, job_id }) => [String(job_number), job_id].includes(ref))
        if (position === undefined) throw createAppError('job_not_found', { job: ref })
        return { ...factsOf(position.job_number), ...progressOf(position.state) }
      },
      attempts: async () => [exampleOf(AttemptReport) as AttemptReport]
    })
  }
}

export const factsOf = (job_number: number) =>
  ({
    job_id: `019a4f6e-7b1c-7c3e-9d2a-${String(job_number).padStart(12, '0')}`,
    job_number,
    job_slug: `job_${job_number}`,
    job_name: `Training ${job_number}`,
    trainer: 'builtin' as const
  })

export const scalarsOf = (
  step: number, values: Record<string, number | null>,
  non_finite?: Record<string, 'nan' | 'inf' | '-inf'>
): EventBody => ({ type: 'scalars', step, epoch: 0, values, ...(non_finite === undefined ? {} : { non_finite }) })
