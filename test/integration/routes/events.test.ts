import { Value } from '@sinclair/typebox/value'
import t from 'tap'
import { EventList } from '../../../core/contract/history.ts'
import { bodies } from '../../fixtures/fake-stream.ts'
import { factsOf } from '../../helpers/history.ts'
import { historyApp, line } from '../../helpers/history-app.ts'
import { progress, status } from '../../helpers/journal.ts'

t.test('[L1] events come in order with the cursor of the stream, page after page, and nothing is skipped', async t => {
  const { at } = await historyApp(t, [
    status('starting'),
    ...Array.from({ length: 450 }, (_, index) => [progress(index + 1), line(`line ${index}`)]).flat(),
    bodies.sample(7),
    status('completed')
  ])
  const all: Array<{ seq: number }> = []
  let page = { next_since_seq: 0 as number | null, last_seq: 0 }
  while (page.next_since_seq !== null) {
    const { body } = await at(`events?limit=100&since_seq=${page.next_since_seq}`)
    t.same([...Value.Errors(EventList, body)], [])
    all.push(...body.events)
    page = body
  }
  t.equal(all.length, 453)
  t.strictSame(all.map(({ seq }) => seq), all.map(({ seq }) => seq).sort((one, other) => one - other))
  t.match(all[0], { type: 'training_status', id: 'k3f9a2c1.1', job_id: factsOf(1).job_id, v: undefined })
  t.equal(page.last_seq, 903)
  t.strictSame(
    (await at('events?since_seq=903')).body, { events: [], next_since_seq: null, next_before_seq: null, last_seq: 903 }
  )
  const back: Array<{ seq: number }> = []
  for (let query = ''; ;) {
    const { body } = await at(`events?limit=100&newest_first=true${query}`)
    t.same([...Value.Errors(EventList, body)], [])
    back.push(...body.events)
    if (body.next_before_seq === null) break
    query = `&before_seq=${body.next_before_seq}`
  }
  t.strictSame(back, [...all].reverse(), 'the same from the other end')
  t.strictSame((await at('events?since_seq=5&before_seq=9')).body.events.map(({ seq }: { seq: number }) => seq), [7])
  t.match((await at('events?since_seq=2000')).body, {
    events: [], last_seq: 903,
    gap: { reason: 'journal_torn', from: 'seq 904', to: 'seq 2000' }
  })
})

t.test(
  '[L1] events are selected by type, an image is given by its URL, and a type that is not stored is refused by name',
  async t => {
    const { at } = await historyApp(t, [
      status('starting'), line('a'), bodies.sample(7), bodies.backup(), status('completed')
    ])
    const types = async (query: string): Promise<string[]> =>
      (await at(`events?${query}`)).body.events.map((event: { type: string }) => event.type)
    t.strictSame(await types('types=sample_generated,backup_created'), ['sample_generated', 'backup_created'])
    t.strictSame(await types('types=log&types=backup_created'), ['log', 'backup_created'])
    const [sample] = (await at('events?types=sample_generated')).body.events
    t.match(sample, { path: '/api/samples/s1-7/image', thumbnail_path: '/api/samples/s1-7/thumbnail', file: undefined })
    t.match(await at('events?types=log,smaple_generated'), {
      status: 400,
      body: {
        code: 'invalid_request',
        message: /smaple_generated.*did you mean "sample_generated"/,
        details: [{ pointer: '/types' }]
      }
    })
    t.match(await at('events?types=training_progress'), { status: 400, body: { message: /training_progress/ } })
  }
)

t.test('[L29] the record of a job is one file: the job, its attempts, and all its events with the log', async t => {
  const { at, ask } = await historyApp(t, [
    status('starting'), line('one "quoted"'), bodies.sample(7), bodies.gap(), status('completed')
  ])
  const { headers, text } = await at('record')
  t.match(headers, {
    'content-type': 'application/x-ndjson; charset=utf-8',
    'content-disposition': 'attachment; filename="job_1.jsonl"',
    'x-content-type-options': 'nosniff'
  })
  const lines = text.trimEnd().split('\n').map(row => JSON.parse(row) as Record<string, unknown>)
  t.match(lines.slice(0, 2), [
    { record: 'job', job_id: factsOf(1).job_id, job_name: 'Training 1' }, { record: 'attempt', attempt: 1, config: {} }
  ])
  const { events } = (await at('events')).body
  const placeOf = ({ seq, type, timestamp }: Record<string, unknown>) => [seq, type, timestamp]
  t.strictSame(lines.slice(2).map(placeOf), events.map(placeOf))
  t.match(lines.map(({ record }) => record), ['job', 'attempt', 'event', 'event', 'event', 'event', 'event'])
  t.match(lines[4], { type: 'sample_generated', file: { path: String, sha256: String }, id: undefined })
  t.match(await ask('/api/v1/training-jobs/2/record'), { status: 404, body: { code: 'job_not_found' } })
})
