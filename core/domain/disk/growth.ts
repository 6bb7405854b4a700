/** Free space at a moment, in bytes and in milliseconds of monotonic time. */
export interface FreeSpace { at_ms: number, bytes: number }

/** Shorter, a save that is being written would look like a trend. */
const LEAST_MS = 600_000
const HOUR_MS = 3_600_000

/** How fast a disk fills, from free spaces in their order; nulls where too little is known. */
export function diskGrowth (
  spaces: readonly FreeSpace[]
): { growth_bytes_per_hour: number | null, full_in_seconds: number | null } {
  const [first, last] = [spaces[0], spaces.at(-1)]
  if (first === undefined || last === undefined || last.at_ms - first.at_ms < LEAST_MS) {
    return { growth_bytes_per_hour: null, full_in_seconds: null }
  }
  const per_ms = (first.bytes - last.bytes) / (last.at_ms - first.at_ms)
  return {
    growth_bytes_per_hour: Math.round(per_ms * HOUR_MS),
    full_in_seconds: per_ms > 0 ? Math.round(last.bytes / per_ms / 1000) : null
  }
}
