/**
 * How long the server runs, in seconds, as of a moment of this browser. Its own count is gone on with, as the clocks of
 * the two may differ; of a server that was started anew since, only the time of its start is known.
 */
export function upSeconds (
  server: { started_at: string, uptime_seconds: number }, started_at: string, asked_at: number, now: number | null
): number {
  const moment = now ?? asked_at
  if (started_at === server.started_at) return server.uptime_seconds + Math.max(0, moment - asked_at) / 1000
  return Math.max(0, moment - Date.parse(started_at)) / 1000
}
