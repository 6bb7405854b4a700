import t from 'tap'
import { ended, jobsOf } from '../../../helpers/jobs.ts'
import { stateDir } from '../../../helpers/server-process.ts'
import { small, testApp } from '../../../helpers/test-app.ts'
import type { TestApp } from '../../../helpers/test-app.ts'

const cursorOf = async (app: TestApp): Promise<string> => (await app.ask('/api/ws/status')).body.last_event_id
const positionOf = (cursor: string): number => Number(cursor.split('.')[1])

t.test('[E19] a cursor names no other event after its own was deleted, and its client misses nothing', async t => {
  const state_dir = stateDir(t)
  const first = await testApp(t, { STATE_DIR: state_dir })
  const client = await first.stream()
  const jobs = jobsOf(first, client, state_dir)
  const { job_id } = await jobs.create({ config: small })
  await jobs.until(job_id, ended)
  const cursor = await cursorOf(first)
  t.equal((await jobs.remove(job_id, '?files=true')).status, 204)
  await first.app.close()

  const second = await testApp(t, { STATE_DIR: state_dir })
  t.equal(positionOf(await cursorOf(second)), positionOf(cursor), 'the newest event is none that was deleted')
  const back = await second.stream(`?since=${cursor}`)
  const next = await jobsOf(second, back, state_dir).create({ config: small })
  const event = await back.until(frame => frame.job_id === next.job_id && frame.type === 'job_queued')
  t.ok(positionOf(String(event.id)) > positionOf(cursor), `${event.id} after ${cursor}`)
})
