import type { EventBody } from '../../core/contract/events.ts'
import type { Series } from '../../core/contract/history.ts'
import { scalarsOf, testHistory } from './history.ts'
import { progress, status } from './journal.ts'

/** What testHistory makes. */
export type Server = Awaited<ReturnType<typeof testHistory>>
/** One attempt: it begins after step `from` and has a value a step; null is a value that is not a number. */
export interface Life { from: number, values: Array<number | null> }

export const tag = 'loss/train_step'
/** The query that leaves nothing out. */
export const all = { points: 10_000, superseded: false }
/** The series of the one tag. */
export const ask = async (
  { history }: Server,
  query: Partial<Parameters<typeof history.metrics>[1]> = {}
): Promise<Series> => (await history.metrics('1', { ...all, tags: [tag], ...query })).series[0]!

/** The journal of an attempt that begins after step `from`. */
const bodiesOf = ({ from, values }: Life): EventBody[] => [
  status('starting'),
  ...values.flatMap((value, index) => {
    const step = from + index + 1
    return [progress(step), scalarsOf(step, { [tag]: value }, value === null ? { [tag]: 'nan' } : undefined)]
  }),
  status('error')
]

/** Feeds the journals of the attempts of job 1, `chunk` events a read. */
export async function train (server: Server, lives: Life[], chunk: number): Promise<void> {
  await server.addJob()
  for (const life of lives) {
    await server.addAttempt()
    await server.feed(bodiesOf(life), { chunk })
  }
}
