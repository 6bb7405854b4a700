/** Counts the connections of each job; takes a seat and returns how to give it back, once, or null where all are taken. */
export function createConnectionLimiter (most: number): (job_id: string) => (() => void) | null {
  const taken = new Map<string, number>()
  return job_id => {
    const before = taken.get(job_id) ?? 0
    if (before >= most) return null
    taken.set(job_id, before + 1)
    let mine = true
    return () => {
      if (!mine) return
      mine = false
      const now = taken.get(job_id) ?? 0
      if (now <= 1) taken.delete(job_id)
      else taken.set(job_id, now - 1)
    }
  }
}
