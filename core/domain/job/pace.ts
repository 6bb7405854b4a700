import type { Pace, TrainingState, WorkCost } from '../../contract/training.ts'
import type { Phase } from '../../contract/values.ts'

/** The rate is that of the last so many seconds of training, and of so many steps at least. */
const WINDOW_SECONDS = 60
const WINDOW_STEPS = 10
const MARK_SECONDS = WINDOW_SECONDS / 8
/** A cost is a mean in which the newest of so many counts as much as the ones before. */
const COST_MEMORY = 4

export const noPace: Pace = Object.freeze({ marks: [], from_step: null, work: [] })

/** The part of a state that time changes. */
type Timed = Pick<TrainingState, 'pace' | 'elapsed_seconds' | 'attempt_elapsed_seconds' | 'training_elapsed_seconds'>

const costly = new Set<Phase>(['caching', 'sampling', 'validating', 'backing_up', 'saving'])
/** Whether a phase is work beside the training, whose time is not that of steps. */
export const isSideWork = (phase: Phase): boolean => costly.has(phase)

/** What `seconds` more change in a state: the time is spent on what the state says is being done. */
export function spendTime (state: TrainingState, seconds: number): Timed {
  const { pace, elapsed_seconds, attempt_elapsed_seconds, training_elapsed_seconds, phase } = state
  const isWaiting = seconds === 0 || isHeld(state)
  const isCostly = isSideWork(phase)
  // Before its first step a trainer loads, whatever its phase is called.
  const isTraining = !isWaiting && !isCostly && pace.from_step !== null
  return {
    pace: isWaiting || !isCostly ? pace : { ...pace, work: pace.work.map(one => spendOn(one, state, seconds)) },
    elapsed_seconds: addSeconds(elapsed_seconds, seconds),
    attempt_elapsed_seconds: addSeconds(attempt_elapsed_seconds, seconds),
    training_elapsed_seconds: isTraining ? addSeconds(training_elapsed_seconds, seconds) : training_elapsed_seconds
  }
}

/** Times are measured in milliseconds; a sum of fractions would show 0.11199999999999999 s. */
export const addSeconds = (seconds: number, more: number): number => Math.round((seconds + more) * 1000) / 1000

const spendOn = (work: WorkCost, state: TrainingState, seconds: number): WorkCost =>
  isAt(work, state) ? { ...work, spent_seconds: work.spent_seconds + seconds } : work

/** Held in memory; a step that is done tells otherwise, also when the line that said so is lost. */
const isHeld = ({ status, pace }: TrainingState): boolean => status === 'paused' && pace.marks.length === 0

/** Whether the work is what is being done. */
const isAt = ({ phase, last_step }: WorkCost, state: TrainingState): boolean =>
  phase === state.phase && last_step === state.progress.global_step && !isCommanded(state)

const commandOf: Partial<Record<Phase, readonly string[]>> = {
  sampling: ['sample_default', 'sample_custom'], backing_up: ['backup', 'stop', 'release'], saving: ['save', 'stop']
}

/** What a person asked for is no part of the schedule. */
const isCommanded = ({ phase, pending_commands }: TrainingState): boolean =>
  pending_commands.some(({ command }) => commandOf[phase]?.includes(command))

/** The pace once a state has its phase: work that begins is counted. */
export function beginWork (state: TrainingState): Pace {
  const { pace, phase, progress: { global_step: step } } = state
  if (!isSideWork(phase) || isHeld(state) || pace.from_step === null || isCommanded(state)) return pace
  const known = pace.work.find(one => one.phase === phase)
  if (known?.last_step === step) return pace // several samples of one step are one piece of work
  const begun = known === undefined
    ? { phase, times: 1, first_step: step, last_step: step, seconds: null, spent_seconds: 0 }
    : { ...known, times: known.times + 1, last_step: step, spent_seconds: 0 }
  return { ...pace, work: [...pace.work.filter(one => one !== known), begun] }
}

/** The pace after a step that ended when so much training was done. */
export function paceAfterStep (pace: Pace, global_step: number, training_seconds: number): Pace {
  const from_step = pace.from_step ?? global_step
  const now = { global_step, training_seconds }
  const begun = pace.marks.at(-1)
  const marks = begun === undefined || training_seconds - begun.training_seconds >= MARK_SECONDS
    ? [...pace.marks, now]
    : pace.marks
  const work = pace.work.some(one => one.last_step < global_step && one.spent_seconds > 0)
    ? pace.work.map(one => (one.last_step < global_step ? closeWork(one) : one))
    : pace.work
  return { from_step, marks: withoutOld(marks, now), work }
}

function withoutOld (marks: Pace['marks'], now: Pace['marks'][number]): Pace['marks'] {
  const isOld = (at: number): boolean => {
    const mark = marks[at]
    return mark !== undefined && now.training_seconds - mark.training_seconds >= WINDOW_SECONDS &&
      now.global_step - mark.global_step >= WINDOW_STEPS
  }
  let first = 0
  while (isOld(first + 1)) first++
  return first === 0 ? marks : marks.slice(first)
}

function closeWork (work: WorkCost): WorkCost {
  const { seconds, spent_seconds, times } = work
  if (spent_seconds === 0) return work
  const mean = seconds === null ? spent_seconds : seconds + (spent_seconds - seconds) / Math.min(times, COST_MEMORY)
  return { ...work, seconds: mean, spent_seconds: 0 }
}

/** Steps a second over the window; null before two steps are done. */
export function rateOf ({ marks: [oldest] }: Pace, global_step: number, training_seconds: number): number | null {
  if (oldest === undefined) return null
  const seconds = training_seconds - oldest.training_seconds
  const steps = global_step - oldest.global_step
  return seconds > 0 && steps > 0 ? steps / seconds : null
}

/** Estimated seconds until all steps and the scheduled work between them are done; null while no rate is known. */
export function timeLeft (state: TrainingState): number | null {
  const { steps_per_second, pace, progress, max_step, max_epoch, is_training } = state
  if (!is_training || isHeld(state) || steps_per_second === null) return null
  const steps = Math.max(0, (max_epoch - progress.epoch) * max_step - progress.epoch_step)
  const work = pace.work.reduce((sum, one) => sum + workLeft(one, pace, progress.global_step, steps), 0)
  return steps / steps_per_second + work
}

/** Seconds of one kind of work: the rest of what is being done, and what comes at its usual distance. */
function workLeft (work: WorkCost, { from_step }: Pace, global_step: number, steps: number): number {
  const { times, first_step, last_step, seconds, spent_seconds } = work
  const cost = seconds ?? 0 // unknown until the first occasion is over: a guess would grow while it lasts
  const rest = last_step === global_step ? Math.max(0, cost - spent_seconds) : 0
  const distance = times > 1 ? (last_step - first_step) / (times - 1) : first_step - (from_step ?? first_step) + 1
  if (distance < 1 || (times === 1 && first_step === from_step)) return rest
  const since = Math.max(last_step, global_step - distance) // one that is late comes next
  return rest + Math.max(0, Math.floor((global_step + steps - since) / distance + 1e-9)) * cost
}
