import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import type { JournalEvent, Unwritten } from '../../../../core/contract/journal.ts'
import { newJobState } from '../../../../core/domain/job/state.ts'
import { hasEnd, lostAttempt, shownState } from '../../../../core/domain/job/unwritten.ts'
import { readToEnd } from '../../../../services/attempts/catch-up.ts'
import { createIngest } from '../../../../services/attempts/ingest.ts'
import type { Position } from '../../../../services/attempts/ingest.ts'
import { createEventStream } from '../../../../services/stream/event-stream.ts'
import type { Published } from '../../../../services/stream/event-stream.ts'
import type { Store } from '../../../../services/store/store.ts'
import { appendJournal, at, job_id, progress, scalars, status } from '../../../helpers/journal.ts'
import { createManualClock } from '../../../helpers/manual-clock.ts'

/** An ingest over a store that takes nothing while `full`. */
function ingestOver () {
  const store = { full: false, commits: 0 }
  const commit = async (): Promise<void> => {
    if (store.full) throw Object.assign(new Error('database or disk is full'), { message: 'database or disk is full' })
    store.commits += 1
  }
  const state = newJobState({ job_id, job_number: 1, job_slug: 'a', job_name: 'A', trainer: 'builtin' })
  const position: Position = {
    job_id, job_number: 1, attempt: 1, cursor: { segment: 1, offset: 0 }, state, ended: false, pending: []
  }
  const stream = createEventStream({
    stream_id: 's', current: () => shownState(position), last_id: 0, history: async () => [],
    onListenerError: error => { throw error }
  })
  const published: Published[] = []
  stream.subscribe(batch => { published.push(...batch) })
  const ingest = createIngest({
    // as: nothing else of the store is called
    store: { commit } as unknown as Store, stream, clock: createManualClock(), last_id: 0, onError: () => undefined
  })
  return { store, position, stream, ingest, published }
}

const withoutSeq = ({ seq: _, ...event }: JournalEvent): Unwritten['events'][number] => event
const stepOf = ({ state }: Pick<Published, 'state'>): number => state.progress.global_step
const running = [at(1, status('starting')), at(2, status('running')), at(3, progress(7))]

t.test('[T91] what a runner cannot write is shown, and never taken for what is on the disk', async t => {
  const { position, stream, ingest, published } = ingestOver()
  const read = { lines: running.map(event => ({ event, line: '' })), cursor: position.cursor, more: false }
  await ingest.accept(position, read)
  const before = position.state
  const unwritten = { seq: 3, code: 'ENOSPC', events: [withoutSeq(at(84, progress(84)))] }
  published.length = 0
  ingest.show(position, unwritten)
  ingest.show(position, unwritten)
  t.equal(position.state, before)
  t.match(stream.snapshot().state, { progress: { global_step: 84 }, seq: 3 })
  t.match(published, [{ kept: false, event: { type: 'training_progress', global_step: 84, seq: 3 } }], 'told once')
  t.equal(stepOf(published[0]!), 84)
  const newer = { lines: [{ event: at(4, progress(90)), line: '' }], cursor: position.cursor, more: false }
  await ingest.accept(position, newer)
  t.equal(stepOf(stream.snapshot()), 90, 'the journal is ahead of what was told')
  ingest.show(position, null)
  ingest.show(position, null)
  t.equal(stream.snapshot().state, position.state)
})

t.test('[T92] while the store takes nothing, the state goes on along the journal; later the store has all', async t => {
  const attempt_dir = join(t.testdir(), 'a1')
  mkdirSync(attempt_dir)
  const { store, position, stream, ingest, published } = ingestOver()
  appendJournal(attempt_dir, running)
  await readToEnd({ position, ingest, attempt_dir })
  store.full = true
  appendJournal(attempt_dir, [at(4, status('running')), at(5, scalars(8)), at(6, progress(8))])
  await t.rejects(readToEnd({ position, ingest, attempt_dir }), { message: 'database or disk is full' })
  t.equal(position.state.seq, 3)
  t.match(stream.snapshot().state, { progress: { global_step: 8 }, seq: 6 })
  appendJournal(attempt_dir, [at(7, progress(9))])
  await t.rejects(readToEnd({ position, ingest, attempt_dir }), { message: 'database or disk is full' })
  t.equal(stepOf(stream.snapshot()), 9)
  t.ok(published.every(({ event, kept }) => kept || event.type !== 'training_status'), 'what promises more waits')
  store.full = false
  await readToEnd({ position, ingest, attempt_dir })
  t.match(position.state, { progress: { global_step: 9 }, seq: 7 })
  t.equal(position.ahead, undefined)
  t.strictSame(
    published.filter(({ event }) => event.type === 'training_progress').map(({ event }) => event.seq), [3, 6, 7],
    'each progress is told once'
  )
  t.ok(published.some(({ event }) => event.seq === 4), 'and the status, when it is in the store')
})

t.test('[T301] an attempt of which nothing is left is shown as ended, though no event says so', async t => {
  const { position, stream, ingest } = ingestOver()
  await ingest.accept(position, {
    lines: running.map(event => ({ event, line: '' })), cursor: position.cursor, more: false
  })
  const lost = lostAttempt(position, { code: 'ENOENT', timestamp: '2026-01-01T00:01:00.000Z' })
  t.match(lost, { seq: 3, code: 'ENOENT' })
  t.equal(hasEnd(lost), true)
  t.equal(hasEnd({ ...lost, events: [withoutSeq(at(84, progress(84)))] }), false)
  ingest.show(position, lost)
  t.match(stream.snapshot().state, {
    is_training: false, status: 'error', reason: 'supervisor_lost', trainer_pid: null, progress: { global_step: 7 }
  })
  t.match(position.state, { is_training: true, status: 'running' }, 'what is on the disk says otherwise')
})
