/** Counts the connections of each job. Reserves one and returns the function that releases it, or null at the limit. */
export type ConnectionLimiter = (job_id: string) => (() => void) | null

/** Allows `limit` connections of each job at a time. */
export function createConnectionLimiter (limit: number): ConnectionLimiter {
  const open = new Map<string, number>()
  return job_id => {
    const before = open.get(job_id) ?? 0
    if (before >= limit) return null
    open.set(job_id, before + 1)
    let reserved = true
    return () => {
      if (!reserved) return
      reserved = false
      const now = open.get(job_id) ?? 0
      if (now <= 1) open.delete(job_id)
      else open.set(job_id, now - 1)
    }
  }
}
