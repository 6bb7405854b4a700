import fc from 'fast-check'
import type { EventBody } from '../../core/contract/events.ts'
import type { Series } from '../../core/contract/history.ts'
import { scalarsOf, testHistory } from './history.ts'
import { progress, status } from './journal.ts'

/** What testHistory makes. */
export type Server = Awaited<ReturnType<typeof testHistory>>
/** One attempt: it begins after step `from` and has a value a step; null is a value that is not a number. */
export interface Life { from: number, values: Array<number | null> }

/** A value that counts; its attempt is numbered from 1. */
export interface Counted { attempt: number, step: number, value: number | null }

export const tag = 'loss/train_step'

/** The values that count: of each attempt those before the first step of every later one. */
export function naive (lives: readonly Life[]): Counted[] {
  const starts = lives.map(({ from, values }) => values.length === 0 ? Infinity : from + 1)
  return lives.flatMap(({ from, values }, index) => values
    .map((value, at) => ({ attempt: index + 1, step: from + at + 1, value }))
    .filter(({ step }) => starts.slice(index + 1).every(start => step < start)))
}

const life = fc.record({
  back: fc.integer({ min: 0, max: 150 }),
  values: fc.array(
    fc.oneof({ weight: 9, arbitrary: fc.integer({ min: -50, max: 50 }).map(value => value / 4) }, fc.constant(null)),
    { maxLength: 400 }
  )
})
/** Attempts, each of which goes some steps back behind the one before. */
export const lives = fc.array(life, { minLength: 1, maxLength: 4 }).map(list => {
  let end = 0
  return list.map(({ back, values }): Life => {
    const from = Math.max(0, end - back)
    end = from + values.length
    return { from, values }
  })
})

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

/** Feeds the journals of the attempts of a job, `chunk` events a read. */
export async function train (server: Server, lives: readonly Life[], chunk: number, job_number = 1): Promise<void> {
  await server.addJob(job_number)
  for (const life of lives) {
    await server.addAttempt(job_number)
    await server.feed(bodiesOf(life), { chunk, job_number })
  }
}
