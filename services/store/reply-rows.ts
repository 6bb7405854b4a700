import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { Tables } from './tables.ts'

/** What was replied to a request that carried a key. */
export type KeptReply = Tables['replies']

/** Replies to requests that carried an Idempotency-Key, by that key. */
export interface ReplyRows {
  find: (key: string) => Promise<KeptReply | undefined>
  /** Keeps a reply, and drops the oldest beyond `MOST_REPLIES`. */
  keep: (reply: KeptReply) => Promise<void>
}

const MOST_REPLIES = 10_000

export function createReplyRows (db: Kysely<Tables>): ReplyRows {
  return {
    find: async key => await db.selectFrom('replies').selectAll().where('key', '=', key).executeTakeFirst(),
    async keep (reply) {
      await db.insertInto('replies').values(reply).onConflict(conflict => conflict.doNothing()).execute()
      await sql`DELETE FROM replies WHERE rowid <= (SELECT max(rowid) FROM replies) - ${MOST_REPLIES}`.execute(db)
    }
  }
}
