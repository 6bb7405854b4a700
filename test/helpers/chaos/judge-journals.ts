import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { JournalEvent } from '../../../core/contract/journal.ts'
import { kept } from '../journals.ts'
import type { Received } from './received.ts'
import type { Report } from './report.ts'

/** The lines of a file that are whole; a line that was cut is none. */
export function linesOf (path: string): JournalEvent[] {
  return readFileSync(path, 'utf8').split('\n').flatMap(line => {
    try {
      const event = JSON.parse(line) as JournalEvent | { type: 'segment' }
      return event.type === 'segment' ? [] : [event]
    } catch (error) {
      if (error instanceof SyntaxError) return []
      throw error
    }
  })
}

/** What each job of a state folder has told, in the order of its numbers. */
export function readJournals (state_dir: string): Map<string, JournalEvent[]> {
  const runs = join(state_dir, 'runs')
  return new Map(readdirSync(runs).map(job_id => {
    const files = readdirSync(join(runs, job_id), { recursive: true, encoding: 'utf8' })
      .filter(path => /(^notes|\/events-\d+)\.jsonl$/.test(path)).sort()
    const events = files.flatMap(path => linesOf(join(runs, job_id, path))).sort((a, b) => a.seq - b.seq)
    return [job_id, events]
  }))
}

const gapsIn = (numbers: readonly number[]): string =>
  numbers.flatMap((seq, index) => seq === (numbers[index - 1] ?? 0) + 1 ? [] : [`${numbers[index - 1] ?? 0}→${seq}`])
    .slice(0, 10).join(' ')

/** Each journal counts from 1 without a hole or a double, and each client was told what is in it. */
export function judgeJournals (
  journals: Map<string, JournalEvent[]>, clients: readonly Received[], report: Report
): void {
  for (const [job_id, events] of journals) {
    report.count('events in journals', events.length)
    report.count('gaps in journals', events.filter(({ type }) => type === 'gap').length)
    const gaps = gapsIn(events.map(({ seq }) => seq))
    if (gaps !== '') report.violate('a journal is contiguous', `${job_id}: ${gaps}`)
    for (const client of clients) judgeClient(job_id, events, client, report)
  }
}

/** The numbers that a client is to be told of a job. */
const expectedOf = (client: string, events: readonly JournalEvent[]): number[] => client === 'Socket.IO'
  ? events.flatMap(event => event.type === 'epoch_completed' ? [event.epoch] : [])
  : events.filter(kept).map(({ seq }) => seq)

function judgeClient (job_id: string, events: JournalEvent[], { client, jobs }: Received, report: Report): void {
  const expected = expectedOf(client, events)
  const received = jobs().get(job_id) ?? []
  if (JSON.stringify(received) === JSON.stringify(expected)) return
  const at = expected.findIndex((number, index) => received[index] !== number)
  const place = at === -1 ? expected.length : at
  report.violate(
    'a client is told everything once and in order',
    `${client}, ${job_id}: ${received.length} of ${expected.length}; from place ${place} it was told ` +
      `${received.slice(place, place + 8).join(' ')} instead of ${expected.slice(place, place + 8).join(' ')} ` +
      `(${events.find(({ seq }) => seq === expected[place])?.type})`
  )
}

/** True when each client has heard as much of each journal as it is to. A stock client takes its time to return. */
export const isCaughtUp = (journals: Map<string, JournalEvent[]>, clients: readonly Received[]): boolean =>
  [...journals].every(([job_id, events]) => clients.every(({ client, jobs }) =>
    (jobs().get(job_id)?.length ?? 0) >= expectedOf(client, events).length))
