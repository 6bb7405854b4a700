/** A job that waits. `device_sets`: any one of these would do. `ready`: nothing but a device is missing. */
export interface WaitingJob { job_id: string, device_sets: readonly string[][], ready: boolean }

/** A job that can start now, and what it gets. */
export interface Placement { job_id: string, devices: string[] }

/**
 * Which of the waiting jobs start now: in their order, each on devices that are free. A job that waits for several
 * devices keeps those of them that are free from the ones behind it, or it would wait for ever.
 */
export function schedule (waiting: readonly WaitingJob[], free: ReadonlySet<string>): Placement[] {
  const left = new Set(free)
  const placements: Placement[] = []
  for (const { job_id, device_sets, ready } of waiting) {
    if (!ready) continue
    const devices = device_sets.find(set => set.every(device => left.has(device)))
    for (const device of devices ?? device_sets.flat()) left.delete(device)
    if (devices !== undefined) placements.push({ job_id, devices: [...devices] })
  }
  return placements
}

/** Order of the queue: the higher priority, then the lower rank, then the lower number. */
export function queueOrder (a: QueueKey, b: QueueKey): number {
  return b.priority - a.priority || a.rank - b.rank || a.job_number - b.job_number
}
/**
 * A rank between two others; null: the lowest, or the highest, is on that side. Undefined: there is no number between
 * them any more.
 */
export function rankBetween (above: number | null, below: number | null): number | undefined {
  if (above === null || below === null) return above !== null ? above + 1 : (below ?? 1) - 1
  const middle = (above + below) / 2
  return above < middle && middle < below ? middle : undefined
}

export interface QueueKey { priority: number, rank: number, job_number: number }
