import t from 'tap'
import { createSampleRows } from '../../../../services/store/sample-rows.ts'
import { openStoreFile } from '../../../../services/store/open.ts'
import { createStore } from '../../../../services/store/store.ts'
import { liveJob } from '../../../helpers/live-job.ts'

/** Samples as [job, seq, second], in the order in which two jobs that ran at once wrote them. */
const written = [[1, 1, 5], [2, 1, 5], [1, 2, 6], [2, 2, 6], [1, 3, 7], [2, 3, 5]] as const

/** What a store that got the samples in this order calls the latest. */
async function latest (dir: string, samples: ReadonlyArray<typeof written[number]>): Promise<unknown> {
  const { db } = await openStoreFile(dir, () => 'g', () => 0)
  const store = createStore(db)
  const jobs = [liveJob(1), liveJob(2)]
  for (const { record, position } of jobs) {
    await store.addJob({ ...record, state: position.state, config: {} })
    await store.addAttempt(record.job_number, 1)
  }
  for (const [index, [job_number, seq, second]] of samples.entries()) {
    const timestamp = `2026-01-01T00:00:0${second}.000Z`
    const line = JSON.stringify({ seq, timestamp, sample_id: `${job_number}-${seq}` })
    const { state } = jobs[job_number - 1]!.position
    await store.commit({
      job_number, attempt: 1, cursor: { segment: 1, offset: 0 }, metrics: [], commands: [], first_step: null, state,
      ended: false, events: [{ id: index + 1, job_number, seq, type: 'sample_generated', line }]
    })
  }
  const rows = await createSampleRows(db).latest(4)
  await store.close()
  return rows
}

t.test('[T86] the latest samples have the same order when a store got one job after the other', async t => {
  const live = await latest(t.testdir(), written)
  const rebuilt = [...written].sort(([a], [b]) => a - b)
  t.strictSame(await latest(t.testdir(), rebuilt), live)
})
