import type { Kysely } from 'kysely'
import type { Tables } from './tables.ts'

/** More than the file has free inside. */
const PROBE_CHARACTERS = 64 * 1024

/** Writes into the database and removes it again; rejects where that fails. */
export const createStoreProbe = (db: Kysely<Tables>) => async (): Promise<void> => {
  await db
    .insertInto('meta')
    .values({ key: 'probe', value: ' '.repeat(PROBE_CHARACTERS) })
    .onConflict(conflict => conflict.column('key').doUpdateSet(eb => ({ value: eb.ref('excluded.value') })))
    .execute()
  await db.deleteFrom('meta').where('key', '=', 'probe').execute()
}
