import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import t from 'tap'
import type { Test } from 'tap'
import { createEventStream } from '../../../../services/stream/event-stream.ts'
import type { Published } from '../../../../services/stream/event-stream.ts'
import { openStoreFile } from '../../../../services/store/open.ts'
import { createStore } from '../../../../services/store/store.ts'
import { readToEnd } from '../../../../services/attempts/catch-up.ts'
import { newJob, stateNow } from '../../../../services/jobs/live-job.ts'
import type { LiveJob } from '../../../../services/jobs/live-job.ts'
import { newRecord } from '../../../../services/jobs/new-record.ts'
import { createIngest } from '../../../../services/attempts/ingest.ts'
import { readJournal } from '../../../../services/attempts/journal-reader.ts'
import { idleState, newJobState } from '../../../../core/domain/job/state.ts'
import type { JournalEvent } from '../../../../core/contract/journal.ts'
import { appendJournal, at, job_id, log, progress, scalars, status, wholeRun } from '../../../helpers/journal.ts'
import { createManualClock } from '../../../helpers/manual-clock.ts'

const facts = { job_id, job_number: 1, job_slug: 'job_aaaaaaaa', job_name: 'Training 1', trainer: 'builtin' as const }
const onError = (error: unknown): never => { throw error }

/** One life of a server: opens the store, goes on where the store says. */
async function life (dir: string) {
  const { db, generation } = await openStoreFile(dir, () => 'generation', () => 0)
  const store = createStore(db)
  const [known] = await store.jobs()
  if (known === undefined) {
    await store.addJob({ ...facts, created_at: '2026-01-01T00:00:00.000Z', state: newJobState(facts), config: {} })
    await store.addAttempt(1, 1)
  }
  const [attempt] = await store.attempts()
  const state = known?.state ?? newJobState(facts)
  const last_id = await store.lastId()
  const stream = createEventStream({
    stream_id: generation,
    current: () => state,
    last_id,
    history: store.history,
    onListenerError: onError
  })
  const published: Published[] = []
  stream.subscribe(batch => { published.push(...batch) })
  const clock = createManualClock()
  const ingest = createIngest({ store, stream, clock, last_id, onError })
  const position = {
    job_id, job_number: 1, attempt: 1,
    cursor: { segment: attempt!.segment, offset: attempt!.offset },
    state,
    ended: attempt!.ended,
    pending: []
  }
  return { store, stream, ingest, position, published, clock }
}

const keptOf = (events: JournalEvent[]): JournalEvent[] =>
  events.filter(({ type }) => type === 'training_status' || type === 'log' || type === 'gap')
const folder = (t: Test): { dir: string, attempt_dir: string } => {
  const dir = t.testdir()
  const attempt_dir = join(dir, 'a1')
  mkdirSync(attempt_dir)
  return { dir, attempt_dir }
}

t.test(
  '[E1] a journal is in the store exactly once and in order, however often the server dies between two reads',
  async t => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.boolean()), { minLength: 1, maxLength: 12 }),
        fc.nat(),
        async (pieces, salt) => {
          const dir = join(t.testdir(), `${salt}-${pieces.length}-${Math.random()}`)
          const attempt_dir = join(dir, 'a1')
          mkdirSync(attempt_dir, { recursive: true })
          const events = wholeRun(20)
          let written = 0
          let server = await life(dir)
          for (const [count, dies] of [...pieces, [events.length, true] as const]) {
            appendJournal(attempt_dir, events.slice(written, written + count))
            written += count
            await readToEnd({ ...server, attempt_dir })
            if (!dies) continue
            await server.store.close() // whatever waited for a commit is gone with the process
            server = await life(dir)
          }
          await readToEnd({ ...server, attempt_dir })
          await server.ingest.flush(server.position)
          const rows = await server.store.history(0, 1000)
          t.strictSame(
            rows.map(row => row.event),
            keptOf(events)
          )
          t.strictSame(
            rows.map(row => row.id),
            rows.map((_, index) => index + 1)
          )
          const metrics = await server.store.db
            .selectFrom('metrics')
            .select(['step', 'tag'])
            .where('tag', '=', 'loss/train_step')
            .orderBy('step')
            .execute()
          t.strictSame(
            metrics.map(row => row.step),
            Array.from({ length: 20 }, (_, index) => index + 1)
          )
          const [job] = await server.store.jobs()
          t.match(job?.state, { status: 'completed', seq: events.length, progress: { global_step: 20 } })
          await server.store.close()
        }
      ),
      { numRuns: 15 }
    )
  }
)

t.test(
  '[E1] every metric is stored, however many come at once, and a non-finite one with its original value',
  async t => {
    const { dir, attempt_dir } = folder(t)
    const server = await life(dir)
    const odd = (step: number): JournalEvent =>
      at(step + 1, {
        type: 'scalars', step, epoch: 0, values: { a: step, b: null },
        ...(step % 3 === 0 ? { non_finite: { b: 'nan' } } : {})
      })
    appendJournal(attempt_dir, [
      at(1, status('starting')),
      ...Array.from({ length: 333 }, (_, index) => odd(index + 1))
    ])
    await readToEnd({ ...server, attempt_dir })
    const rows = await server.store.db
      .selectFrom('metrics')
      .select(['tag', 'step', 'value', 'non_finite'])
      .orderBy('step')
      .orderBy('tag')
      .execute()
    t.strictSame(
      rows.map(row => ({ ...row })),
      Array.from({ length: 333 }, (_, index) => index + 1).flatMap(step => [
        { tag: 'a', step, value: step, non_finite: null },
        { tag: 'b', step, value: null, non_finite: step % 3 === 0 ? 'nan' : null }
      ])
    )
    await server.store.close()
  }
)

t.test('[E2] subscribers get events after the commit, and metrics alone wait for a shared one', async t => {
  const { dir, attempt_dir } = folder(t)
  const server = await life(dir)
  appendJournal(attempt_dir, [at(1, status('starting')), at(2, progress(1)), at(3, scalars(1))])
  await readToEnd({ ...server, attempt_dir })
  t.strictSame(
    server.published.map(({ event, kept, id }) => [event.type, kept, id]),
    [
      ['training_status', true, 1], ['training_progress', false, 1], ['scalars', false, 1]
    ]
  )
  t.equal((await server.store.history(0, 10)).length, 1)
  appendJournal(attempt_dir, [at(4, scalars(2))])
  await readToEnd({ ...server, attempt_dir })
  t.equal((await server.store.db.selectFrom('metrics').selectAll().execute()).length, 2)
  server.clock.advance(250)
  await server.ingest.flush(server.position)
  t.equal((await server.store.db.selectFrom('metrics').selectAll().execute()).length, 4)
  await server.store.close()
})

t.test('[E3] a line without its newline is not read until it is whole', async t => {
  const { dir, attempt_dir } = folder(t)
  const line = JSON.stringify(at(1, status('starting'))) + '\n'
  const path = join(attempt_dir, 'events-000001.jsonl')
  for (const cut of [0, 1, line.length - 1]) {
    writeFileSync(path, line.slice(0, cut))
    const read = readJournal(attempt_dir, { segment: 1, offset: 0 })
    t.strictSame([read.lines.length, read.cursor.offset, read.more], [0, 0, false])
  }
  writeFileSync(path, line)
  const server = await life(dir)
  await readToEnd({ ...server, attempt_dir })
  t.equal(server.position.cursor.offset, line.length)
  await server.store.close()
})

t.test('[E4] lines that are lost or damaged become one gap that counts them, and the rest is intact', async t => {
  const { dir, attempt_dir } = folder(t)
  const events = [
    at(1, status('starting')), at(2, log('two')), at(3, log('three')), at(4, log('four')), at(5, status('completed'))
  ]
  const text = events.map(event => JSON.stringify(event)).join('\n') + '\n'
  writeFileSync(
    join(attempt_dir, 'events-000001.jsonl'),
    text.replace('"two"', '"tw').replace('"message":"three"', '"mess')
  )
  const server = await life(dir)
  await readToEnd({ ...server, attempt_dir })
  t.match(await server.store.history(0, 10), [
    { event: { seq: 1 } },
    { event: { seq: 3, type: 'gap', reason: 'journal_torn', dropped: { events: 2 }, from: 'seq 2', to: 'seq 3' } },
    { event: { seq: 4 } },
    { event: { seq: 5 } }
  ])
  t.equal(server.position.ended, true)
  await server.store.close()
})

t.test(
  '[E5] whichever byte of a journal is flipped, nothing throws and every line it did not touch is read as it was',
  async t => {
    const { attempt_dir } = folder(t)
    const events = wholeRun(2)
    const good = Buffer.from(events.map(event => JSON.stringify(event) + '\n').join(''))
    const path = join(attempt_dir, 'events-000001.jsonl')
    const wrong: number[] = []
    for (let index = 0; index < good.length; index++) {
      const bad = Buffer.from(good)
      bad[index] = bad[index]! ^ 0x80
      writeFileSync(path, bad)
      const sound = bad
        .toString()
        .split('\n')
        .filter(line => events.some(event => JSON.stringify(event) === line))
      const { lines } = readJournal(attempt_dir, { segment: 1, offset: 0 })
      if (sound.some(line => !lines.some(read => read.line === line)) || sound.length < events.length - 2) {
        wrong.push(index)
      }
    }
    t.strictSame(wrong, [])
  }
)

t.test('[E6] a segment that is closed leads on to the next; a line longer than a read is still read', async t => {
  const { dir, attempt_dir } = folder(t)
  appendJournal(attempt_dir, [at(1, status('starting')), at(2, log('x'.repeat(5000)))])
  appendJournal(attempt_dir, [at(3, status('completed'))], 2)
  let cursor = { segment: 1, offset: 0 }
  const seen: number[] = []
  for (let more = true; more;) {
    const read = readJournal(attempt_dir, cursor, 512)
    seen.push(...read.lines.map(({ event }) => event.seq))
    cursor = read.cursor
    more = read.more
  }
  t.strictSame(seen, [1, 2, 3])
  const server = await life(dir)
  await readToEnd({ ...server, attempt_dir })
  t.equal(server.position.cursor.segment, 2)
  await server.store.close()
})

t.test('[E7] a store that cannot be written loses nothing: the next read accepts the same lines', async t => {
  const { dir, attempt_dir } = folder(t)
  const server = await life(dir)
  appendJournal(attempt_dir, [at(1, status('starting')), at(2, scalars(1))])
  const full = { ...server.store, commit: async () => { throw new Error('database or disk is full') } }
  const failing = createIngest({ store: full, stream: server.stream, clock: server.clock, last_id: 0, onError })
  await t.rejects(readToEnd({ position: server.position, ingest: failing, attempt_dir }), /disk is full/)
  t.strictSame([server.published.length, server.position.cursor.offset], [0, 0])
  await readToEnd({ ...server, attempt_dir })
  t.equal(server.published.length, 2)
  await server.store.close()
})

t.test('[E8] an event of a type this server does not know is kept and published, and changes nothing', async t => {
  const { dir, attempt_dir } = folder(t)
  const server = await life(dir)
  // what a newer runner may write
  const future = { ...at(2, log('x')), type: 'from_the_future', wonder: 1 } as unknown as JournalEvent
  appendJournal(attempt_dir, [at(1, status('starting')), future])
  await readToEnd({ ...server, attempt_dir })
  t.match((await server.store.history(1, 1))[0], { event: { type: 'from_the_future', wonder: 1 } })
  t.match(server.position.state, { status: 'starting', seq: 2 })
  await server.store.close()
})

t.test('[E9] a listener that throws is reported, and the others still get the batch', async t => {
  const errors: unknown[] = []
  const stream = createEventStream({
    stream_id: 'e',
    current: () => idleState(false),
    last_id: 0,
    history: async () => [],
    onListenerError: error => {
      errors.push(error)
    }
  })
  let heard = 0
  stream.subscribe(() => { throw new Error('mine') })
  const { stop } = stream.subscribe(batch => { heard += batch.length })
  const one = { id: 1, job_id, kept: true, event: at(1, status('starting')), state: newJobState(facts) }
  stream.publish([one])
  stop()
  stream.publish([{ ...one, id: 2 }])
  t.strictSame([heard, errors.length, stream.snapshot().last_id], [1, 2, 2])
})

t.test('[C88] a wall clock that is set forward or back changes no time of a job', async t => {
  const { dir, attempt_dir } = folder(t)
  const server = await life(dir)
  const job: LiveJob = { ...newJob(newRecord({ ...facts, created_at: '2026-01-01T00:00:00.000Z' }), {}), ...server }
  const elapsed = (): number => stateNow(job, server.clock).elapsed_seconds
  t.equal(elapsed(), 0, 'before the first event')
  appendJournal(attempt_dir, wholeRun(3).slice(0, 5))
  await readToEnd({ ...server, attempt_dir })
  const at_first = elapsed()
  for (const set_by of [7_200_000, -14_400_000, 3_600_000]) {
    server.clock.setWallClock(set_by)
    t.equal(elapsed(), at_first)
  }
  server.clock.advance(5000)
  t.equal(elapsed(), at_first + 5, 'time itself does')
  await server.store.close()
})
