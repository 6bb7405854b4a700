import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Test } from 'tap'
import { openStoreFile } from '../../services/store/open.ts'
import { createStore } from '../../services/store/store.ts'
import { deliveryClass } from '../../core/contract/events.ts'
import type { JournalEvent } from '../../core/contract/journal.ts'

/** True for an event that the store keeps and a client is always told. */
export const kept = (event: JournalEvent): boolean =>
  deliveryClass[event.type] === 'lossless' || deliveryClass[event.type] === 'log'

/** What every attempt of a state folder wrote, in order. */
export function journalOf (state_dir: string): JournalEvent[] {
  const runs = join(state_dir, 'runs')
  const segments = readdirSync(runs, { recursive: true, encoding: 'utf8' })
    .filter(path => /events-\d+\.jsonl$/.test(path))
    .sort()
  return segments.flatMap(path => readFileSync(join(runs, path), 'utf8').trimEnd().split('\n'))
    .map(line => JSON.parse(line) as JournalEvent | { type: 'segment' }).filter(line => line.type !== 'segment')
}

/**
 * The store of a stopped server, beside the journals it indexes: both are whole. Resolves with the number of events.
 */
export async function compare (t: Test, state_dir: string): Promise<number> {
  const journal = journalOf(state_dir)
  const { db } = await openStoreFile(state_dir, () => 'none', () => 0)
  const store = createStore(db)
  const rows = await store.history(0, 1_000_000)
  t.strictSame(journal.map(event => event.seq), journal.map((_, index) => index + 1), 'the journal is contiguous')
  t.strictSame(
    rows.map(row => row.event.seq),
    journal.filter(kept).map(event => event.seq),
    'no kept event is lost, doubled or out of order'
  )
  t.strictSame(rows.map(row => row.id), rows.map((_, index) => index + 1), 'cursors are contiguous')
  const steps = await db.selectFrom('metrics').select('step').orderBy('seq').execute()
  t.strictSame(
    steps.map(row => row.step),
    journal.flatMap(event => (event.type === 'scalars' ? Object.keys(event.values).map(() => event.step) : [])),
    'no metric is lost, doubled or out of order'
  )
  await store.close()
  return journal.length
}
