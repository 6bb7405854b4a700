/** Endings that are a trainer's own fault. A test that wants one waits for it; no other can go on after it. */
const faults: unknown[] = ['launch_failed', 'start_failed', 'trainer_error']

/** The error of an event, or a message, that tells of such an ending; null for any other. */
export function trainingFault (
  event: { type: string, reason?: unknown, error?: unknown, traceback?: unknown }
): Error | null {
  if (event.type !== 'training_status' || !faults.includes(event.reason)) return null
  return new Error(`the training ended in ${String(event.reason)}: ${String(event.error)}\n${String(event.traceback)}`)
}
