import { join } from 'node:path'
import { sql } from 'kysely'
import { createHistory } from '../services/history/history.ts'
import { createEventRows } from '../services/store/event-rows.ts'
import { createInsert } from '../services/store/insert-rows.ts'
import { createBucketRows } from '../services/store/bucket-rows.ts'
import { createSampleRows } from '../services/store/sample-rows.ts'
import { createMetricRows } from '../services/store/metric-rows.ts'
import { openStoreFile } from '../services/store/open.ts'
import type { Metric } from '../services/store/rollups.ts'
import { createStore } from '../services/store/store.ts'
import { newJobState } from '../core/domain/job/state.ts'
import { median } from './measurement.ts'
import type { Measured } from './measurement.ts'
import type { Sandbox } from './sandbox.ts'

const steps = 1_000_000
const steps_per_commit = 1000
const rounds = 9
const tag = 'loss/train_step'
const began = Date.UTC(2026, 0, 1)
const facts = {
  job_id: '019a4f6e-7b1c-7c3e-9d2a-5f0b8e6c1d42', job_number: 1, job_slug: 'job_aaaaaaaa', job_name: 'Training 1',
  trainer: 'builtin' as const
}

/**
 * How soon a million values are a line to draw, beside a plain scan of the same rows; and what it costs to be ready
 * for that while they come in.
 */
export async function * metrics (place: Sandbox): AsyncGenerator<Measured> {
  const { db, generation: stream_id } = await openStoreFile(join(place.folder, 'store'), () => 'bench', Date.now)
  const store = createStore(db)
  const state = newJobState(facts)
  await store.addJob({ ...facts, created_at: '2026-01-01T00:00:00.000Z', state, config: {} })
  await store.addAttempt(1, 1)
  const insertPlain = createInsert(db, 'metrics', ['job_number', 'tag', 'step', 'seq', 'value'])
  // At the very end of a table rows go in faster: so that neither has that, there is a last row already.
  await db.insertInto('metrics').values({ job_number: 2, tag, step: 1, seq: 1, value: 0, non_finite: null }).execute()
  const [rolled, plain]: [number[], number[]] = [[], []]
  for (let done = 0; done < steps; done += steps_per_commit) {
    const rows = rowsAfter(done, tag)
    rolled.push(
      await timed(async () => {
        await store.commit({
          job_number: 1, attempt: 1, cursor: { segment: 1, offset: done }, events: [], metrics: rows, commands: [],
          first_step: 1, state, ended: false
        })
      })
    )
    if (done >= steps / 5) continue
    const others = rowsAfter(done, 'plain')
    plain.push(
      await timed(async () => {
        await db.transaction().execute(async trx => {
          await insertPlain(trx, others)
          await trx
            .updateTable('jobs')
            .where('job_number', '=', 1)
            .set({ state: JSON.stringify(state) })
            .execute()
          await trx.updateTable('attempts').where('job_number', '=', 1).set({ offset: done }).execute()
        })
      })
    )
  }
  yield {
    bench: 'metrics',
    metric: 'values into the store, with rollups, beside without',
    value: steps_per_commit / median(rolled),
    unit: 'values/ms',
    floor: steps_per_commit / median(plain),
    target: { ratio_at_least: 0.75 }
  }

  const find = () => ({ ...facts, last_seq: 0, steps_per_epoch: 0, total_steps: 0, is_training: false })
  const history = createHistory({
    stream_id, events: createEventRows(db), metrics: createMetricRows(db), buckets: createBucketRows(db),
    samples: createSampleRows(db),
    samplesById: async () => new Map(), find, attempts: async () => []
  })
  const read = async (points: number, to_step: number): Promise<number> =>
    await timed(async () => {
      const {
        series: [line]
      } = await history.metrics('1', { tags: [tag], points, to_step, superseded: false })
      if (line?.count !== to_step) throw new Error(`${line?.count} values are counted, not ${to_step}`)
    })
  const scan = async (to_step: number): Promise<number> =>
    await timed(async () => {
      await sql`
        SELECT COUNT(*), MIN(value), MAX(value) FROM metrics
        WHERE job_number = 1 AND tag = ${tag} AND step <= ${to_step}`.execute(
        db
      )
    })
  for (const [name, points, to_step] of [
    ['a million values in 1000 points', 1000, steps],
    ['a million values in 10,000 points', 10_000, steps],
    ['fifty thousand values in 10,000 points', 10_000, 50_000]
  ] as const) {
    const [took, floor]: [number[], number[]] = [[], []]
    for (let round = 0; round < rounds; round++) {
      floor.push(await scan(to_step))
      took.push(await read(points, to_step))
    }
    yield {
      bench: 'metrics', metric: name, value: median(took), unit: 'ms', floor: median(floor), target: { at_most: 100 }
    }
  }
  await store.close()
}

function rowsAfter (after: number, tag: string): Metric[] {
  return Array.from({ length: steps_per_commit }, (_, index) => {
    const step = after + index + 1
    return {
      job_number: 1, tag, step, seq: step * 2,
      value: 0.86 / Math.sqrt(step) + Math.sin(step) / 50,
      non_finite: null,
      at_ms: began + step * 100, elapsed_ms: step * 100
    }
  })
}

/** Milliseconds it took. */
async function timed (act: () => Promise<void>): Promise<number> {
  const from = performance.now()
  await act()
  return performance.now() - from
}
