import type { Kysely } from 'kysely'
import type { Tables } from './tables.ts'

/** Key of `meta` under which the id of the newest event is kept whose row is deleted. */
const KEY = 'last_id'

/** The id of the newest event there has been, deleted or not; 0 when there was none. */
export async function lastId (db: Kysely<Tables>): Promise<number> {
  const newest = await db.selectFrom('events').select(eb => eb.fn.max('id').as('id')).executeTakeFirst()
  const kept = await db.selectFrom('meta').select('value').where('key', '=', KEY).executeTakeFirst()
  return Math.max(newest?.id ?? 0, Number(kept?.value ?? 0))
}

/**
 * To be called before events are deleted. An id that was told is the cursor of a client: given to another event after a
 * restart, it would hide that event from the client.
 */
export async function keepLastId (db: Kysely<Tables>): Promise<void> {
  const row = { key: KEY, value: String(await lastId(db)) }
  await db.insertInto('meta').values(row)
    .onConflict(conflict => conflict.column('key').doUpdateSet({ value: row.value })).execute()
}
