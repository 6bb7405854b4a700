/** Where an attempt began: its first event, and the first step it trained, once it has. */
export interface AttemptStart { attempt: number, first_seq: number, first_step: number | null }

/**
 * A part of a job's steps that one attempt trained. Bounds are inclusive; seqs separate its metrics from those of other
 * attempts.
 */
export interface Span { attempt: number, first_seq: number, last_seq: number, from_step: number, to_step: number }

/**
 * Which steps of which attempt count: an attempt counts up to the first step that a later one trained, and what lies
 * beyond was trained again. `attempts` in order.
 */
export function spansOf (attempts: readonly AttemptStart[]): { current: Span[], superseded: Span[] } {
  const current: Span[] = []
  const superseded: Span[] = []
  let [last_seq, beyond] = [Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER]
  for (const { attempt, first_seq, first_step } of [...attempts].reverse()) {
    const whole = { attempt, first_seq, last_seq, from_step: 0, to_step: Number.MAX_SAFE_INTEGER }
    if (beyond > 0) current.unshift({ ...whole, to_step: beyond - 1 })
    if (beyond < Number.MAX_SAFE_INTEGER) superseded.unshift({ ...whole, from_step: beyond })
    last_seq = first_seq - 1
    beyond = Math.min(beyond, first_step ?? Number.MAX_SAFE_INTEGER)
  }
  return { current, superseded }
}

/** The parts of spans between two steps. */
export function clip<S extends Span> (spans: readonly S[], from_step: number, to_step: number): S[] {
  return spans
    .map(span => ({
      ...span,
      from_step: Math.max(span.from_step, from_step),
      to_step: Math.min(span.to_step, to_step)
    }))
    .filter(span => span.from_step <= span.to_step)
}

/** Whether an event of a step still counts. */
export const counts = (current: readonly Span[], { seq, step }: { seq: number, step: number }): boolean =>
  current.some(span => seq >= span.first_seq && seq <= span.last_seq && step <= span.to_step)
