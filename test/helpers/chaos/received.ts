import type { Report } from './report.ts'

interface EventFrame { id?: string | null, job_id?: string | null, seq?: number, epoch?: number }

/** What a client with a cursor was told. It complains at once when something comes twice or too early. */
export function createReceived (client: string, report: Report) {
  const jobs = new Map<string, number[]>()
  let cursor: string | null = null
  let connections = 0

  function advance (to: string): void {
    if (cursor !== null && to.split('.')[0] !== cursor.split('.')[0]) {
      report.violate('the history goes on', `${client}: cursor ${to} follows ${cursor}`)
    }
    cursor = to
  }
  const position = (of: string): number => Number(of.split('.')[1])

  return {
    client,
    jobs: (): ReadonlyMap<string, readonly number[]> => jobs,
    cursor: () => cursor,
    advance,
    connected () { if (connections++ > 0) report.count(`reconnects of ${client}`) },
    /** An event with an id; `number` is what counts them within the job. */
    receive ({ id, job_id, ...counted }: EventFrame, number: 'seq' | 'epoch') {
      if (typeof id !== 'string' || typeof job_id !== 'string') return
      if (cursor !== null && position(id) <= position(cursor)) {
        const place = `${client}: ${id} (${job_id} ${counted[number]}) after ${cursor}`
        report.violate('nothing is doubled or reordered', place)
        return
      }
      advance(id)
      jobs.set(job_id, [...jobs.get(job_id) ?? [], counted[number] ?? 0])
      report.count(`events received by ${client}`)
    }
  }
}
export type Received = ReturnType<typeof createReceived>
