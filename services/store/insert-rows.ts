import { CompiledQuery } from 'kysely'
import type { Kysely, Transaction } from 'kysely'
import type { Tables } from './tables.ts'

type Many = 'events' | 'metrics' | 'rollups'

const MOST_ROWS = 512

/**
 * Makes a function that inserts rows, any number, in a transaction. The query builder makes an object for every value,
 * which costs more than storing it: here it builds one text for each power of two of rows, once, and only values
 * follow. `on_conflict` is the end of that text, in SQL.
 */
export function createInsert<T extends Many> (
  db: Kysely<Tables>, table: T, columns: ReadonlyArray<keyof Tables[T]>, on_conflict = ''
) {
  const texts = new Map<number, string>()

  function textFor (count: number): string {
    const row = Object.fromEntries(columns.map(column => [column, null]))
    // as: the builder cannot follow a table that is a parameter
    const text =
      texts.get(count) ??
      db
        .insertInto(table as Many)
        .values(Array(count).fill(row))
        .compile().sql + on_conflict
    texts.set(count, text)
    return text
  }

  return async (trx: Transaction<Tables>, rows: ReadonlyArray<Tables[T]>): Promise<void> => {
    for (let at = 0; at < rows.length;) {
      const count = Math.min(MOST_ROWS, 2 ** Math.floor(Math.log2(rows.length - at)))
      const values = Array<unknown>(count * columns.length)
      let filled = 0
      for (let row = at; row < at + count; row++) for (const column of columns) values[filled++] = rows[row]![column]
      await trx.executeQuery(CompiledQuery.raw(textFor(count), values))
      at += count
    }
  }
}
