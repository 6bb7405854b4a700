import t from 'tap'
import type { Test } from 'tap'
import { filesBelow, oldStateDir } from '../../../helpers/state-dirs.ts'
import { testApp } from '../../../helpers/test-app.ts'
import type { TestApp } from '../../../helpers/test-app.ts'

// cspell:ignore xtrbh jmwfz bjdqk
/** What the server of bd93d77 answered about its state directory before it ended. */
const old = {
  stream: 'r7xtrbh4',
  first: '01a21987-64c8-7832-aa5b-4dc7a5a162e8',
  second: '01a21987-83bb-7bb8-b746-91ae1fd5551f',
  network_id: '01a21987-6457-785e-9ef4-30c89707add2',
  events_of_first: [1, 2, 3, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 18]
}

async function hasEverything (t: Test, { ask, state_dir }: TestApp): Promise<void> {
  const get = async (path: string) => (await ask(path)).body
  const { jobs } = await get('/api/v1/training-jobs')
  t.match(jobs, [
    {
      job_id: old.second, job_number: 2, job_slug: 'job_dn3jmwfz', name: 'second', job_status: 'queued', notes: 'waits',
      tags: ['t'], last_seq: 1, queue: { position: 1, waiting_for: 'the queue is held' }
    },
    { job_id: old.first, job_number: 1, job_slug: 'job_zm4bjdqk', job_status: 'completed', attempt: 2, last_seq: 18 }
  ])
  t.equal(jobs.length, 2)
  const { events } = await get(`/api/v1/training-jobs/${old.first}/events`)
  t.strictSame(events.map(({ seq }: { seq: number }) => seq), old.events_of_first)
  t.match(await get(`/api/v1/training-jobs/${old.second}/events`), { events: [{ seq: 1, type: 'job_queued' }] })
  t.match(await get(`/api/v1/training-jobs/${old.first}/attempts`), {
    attempts: [
      { attempt: 1, status: 'error', reason: 'trainer_exit', error: 'ValueError: told to fail', first_seq: 2 },
      { attempt: 2, status: 'completed', reason: 'finished', first_seq: 13, last_seq: 18 }
    ]
  })
  t.match(await get('/api/config/current'), { name: 'tiny', trainer: 'builtin', config: { epochs: 3 } })
  t.match(await get('/api/config/load/tiny'), { name: 'tiny', config: { epochs: 3, learning_rate: 3 } })
  t.match(await get('/api/networks'), { networks: [{ network_id: old.network_id, name: 'Digits' }] })
  t.match(await get('/api/v1/queue'), { held: true, waiting: [{ job_id: old.second }] })
  t.match(await ask('/api/v1/training-jobs', { body: {} }), { status: 201, body: { job_number: 3 } })
  t.notOk(Object.keys(filesBelow(state_dir)).some(path => path.includes('damaged') || path.includes('store.db.')))
}

t.test('[T10] a state directory of bd93d77 is opened with its store: everything is there, and cursors hold', async t => {
  const state_dir = oldStateDir(t, 'bd93d77', { store: true })
  const app = await testApp(t, { STATE_DIR: state_dir })
  const client = await app.stream(`?since=${old.stream}.10`)
  await client.until(({ id }) => id === `${old.stream}.17`)
  const received = client.frames.flatMap(({ id, type }) => (typeof id === 'string' ? [`${id} ${type}`] : []))
  t.strictSame(received.map(text => text.split(' ')[0]), [11, 12, 13, 14, 15, 16, 17].map(id => `${old.stream}.${id}`))
  t.notOk(client.frames.some(({ type }) => type === 'gap'))
  await hasEverything(t, app)
})

t.test('[T10] without its store everything is there as well: it is rebuilt from the folders', async t => {
  const state_dir = oldStateDir(t, 'bd93d77')
  const before = filesBelow(`${state_dir}/runs`)
  const app = await testApp(t, { STATE_DIR: state_dir })
  t.strictSame(filesBelow(`${state_dir}/runs`), before, 'opening it changes no file of a job')
  await hasEverything(t, app)
})
