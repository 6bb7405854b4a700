import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createEventStream } from '../services/stream/event-stream.ts'
import { machineClock } from '../core/machine-clock.ts'
import { openStoreFile } from '../services/store/open.ts'
import { createStore } from '../services/store/store.ts'
import { readToEnd } from '../services/attempts/catch-up.ts'
import { createIngest } from '../services/attempts/ingest.ts'
import type { Position } from '../services/attempts/ingest.ts'
import { newJobState } from '../core/domain/job/state.ts'
import { median } from './measurement.ts'
import type { Measured } from './measurement.ts'
import { writeJournal } from './training-lines.ts'
import type { Sandbox } from './sandbox.ts'

const events = 200_000
const rounds = 3
const facts = {
  job_id: '019a4f6e-7b1c-7c3e-9d2a-5f0b8e6c1d42', job_number: 1, job_slug: 'job_aaaaaaaa', job_name: 'Training 1',
  trainer: 'builtin' as const
}

/** How fast a journal comes into the store, beside splitting the same file into lines and parsing them. */
export async function * ingest (place: Sandbox): AsyncGenerator<Measured> {
  const attempt_dir = join(place.folder, 'a1')
  writeJournal(attempt_dir, facts.job_id, events)
  const taken: number[] = []
  const parsed: number[] = []
  for (let round = 0; round < rounds; round++) {
    parsed.push(parseAll(join(attempt_dir, 'events-000001.jsonl')))
    taken.push(await takeAll(join(place.folder, `store-${round}`), attempt_dir))
  }
  yield {
    bench: 'ingest', metric: 'journal into the store', value: events / median(taken), unit: 'events/s',
    floor: events / median(parsed), target: { ratio_at_least: 0.25 }
  }
}

/** Seconds to read the file, split it and parse every line. */
function parseAll (path: string): number {
  globalThis.gc?.()
  const began = performance.now()
  const seqs = readFileSync(path, 'utf8')
    .split('\n')
    .filter(line => line !== '')
    .map(line => (JSON.parse(line) as { seq?: number }).seq)
  const seconds = (performance.now() - began) / 1000
  if (seqs.at(-1) !== events) throw new Error('the floor did not read the whole journal')
  return seconds
}

/** Seconds to bring the journal into a new store, as a server does that finds it when it starts. */
async function takeAll (folder: string, attempt_dir: string): Promise<number> {
  const { db, generation } = await openStoreFile(folder, () => 'bench', Date.now)
  const store = createStore(db)
  const position: Position = {
    job_id: facts.job_id, job_number: 1, attempt: 1, cursor: { segment: 1, offset: 0 }, state: newJobState(facts),
    ended: false, pending: []
  }
  const fail = (error: unknown): never => { throw error }
  const stream = createEventStream({
    stream_id: generation,
    current: () => position.state,
    last_id: 0,
    history: store.history,
    onListenerError: fail
  })
  const taker = createIngest({ store, stream, clock: machineClock, last_id: 0, onError: fail })
  await store.addJob({ ...facts, created_at: '2026-01-01T00:00:00.000Z', state: position.state, config: {} })
  await store.addAttempt(1, 1)
  globalThis.gc?.()
  const began = performance.now()
  await readToEnd({ position, ingest: taker, attempt_dir })
  await taker.flush(position)
  const seconds = (performance.now() - began) / 1000
  await store.close()
  rmSync(folder, { recursive: true })
  if (position.state.seq !== events || !position.ended) {
    throw new Error(`only ${position.state.seq} of ${events} events came into the store`)
  }
  return seconds
}
