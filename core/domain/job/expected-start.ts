/** A moment in seconds from now; null: not known, and why. */
export type Moment = { seconds: number, why: null } | { seconds: null, why: string }

/** A waiting job, in the order of the queue. */
export interface Expected {
  job_id: string
  title: string
  /** Any one of these would do. */
  device_sets: readonly string[][]
  /** Jobs that must succeed first and have not yet. */
  after: readonly string[]
  /** Seconds until the delay of its retry is over. */
  delay_seconds: number
  /** In words, why it is not ready yet. */
  waits_for: string
  length: Moment
}

/** What is at work: when each device is free, and when each job ends. */
export interface AtWork { devices: ReadonlyMap<string, Moment>, ends: ReadonlyMap<string, Moment> }

/** `never`: by itself. */
type Readiness = { seconds: number } | 'unknown' | 'never'

/**
 * When each waiting job starts if nothing is changed: in their order, each on the set of devices that is free first.
 * Where one of these moments is not known, nothing that follows from it is either. A job that is not ready by its turn
 * may be overtaken, and what could start after it has become ready is not known. One pass: a thousand jobs cost little.
 */
export function expectedStarts ({ devices, ends }: AtWork, waiting: readonly Expected[]): Map<string, Moment> {
  const free = new Map(devices)
  const ended = new Map(ends)
  /** From when a job that was not ready by its turn may get a device. */
  const contested = new Map<string, { seconds: number, title: string }>()
  for (const { job_id, title } of waiting) ended.set(job_id, unknown(`${title} has not started`))
  const starts = new Map<string, Moment>()

  function readyAt ({ after, delay_seconds }: Expected): Readiness {
    let latest = delay_seconds
    for (const job_id of after) {
      const end = ended.get(job_id)
      if (end === undefined) return 'never'
      if (end.seconds === null) return 'unknown'
      latest = Math.max(latest, end.seconds)
    }
    return { seconds: latest }
  }

  /** What it says of those that want the same devices: which are taken, or no longer known. */
  function occupy (wanted: readonly string[], end: Moment): void {
    for (const device of wanted) free.set(device, end)
  }

  function postpone ({ job_id, title, device_sets, waits_for }: Expected, ready: Readiness): Moment {
    if (ready === 'never') ended.delete(job_id)
    const seconds = ready === 'unknown' ? 0 : ready === 'never' ? Infinity : ready.seconds
    for (const device of device_sets.flat()) {
      if (seconds < (contested.get(device)?.seconds ?? Infinity)) contested.set(device, { seconds, title })
    }
    return unknown(waits_for)
  }

  function startOf (job: Expected): Moment {
    const place = firstFree(job.device_sets, free)
    const ready = readyAt(job)
    if (place.seconds === null) {
      occupy(job.device_sets.flat(), place)
      return place
    }
    const { seconds, devices } = place
    if (typeof ready === 'string' || ready.seconds > seconds) return postpone(job, ready)
    const rival = devices.map(device => contested.get(device)).find(one => one !== undefined && one.seconds < seconds)
    if (rival !== undefined) {
      const why = unknown(`${rival.title} may be ready by then and go first`)
      occupy(job.device_sets.flat(), why)
      return why
    }
    const end = later(job, seconds)
    occupy(devices, end)
    ended.set(job.job_id, end)
    return { seconds, why: null }
  }

  for (const job of waiting) starts.set(job.job_id, startOf(job))
  return starts
}

const unknown = (why: string): Moment => ({ seconds: null, why })

const later = ({ title, length }: Expected, seconds: number): Moment =>
  length.seconds === null
    ? unknown(`how long ${title} takes is not known: ${length.why}`)
    : { seconds: seconds + length.seconds, why: null }

type Place = { seconds: number, why: null, devices: readonly string[] } | { seconds: null, why: string }

/** The set of devices that is free first. One that is free now is taken, whatever is not known of the others. */
function firstFree (sets: readonly string[][], free: ReadonlyMap<string, Moment>): Place {
  let best: Place = { seconds: null, why: 'no device of this machine fits its config' }
  let missing: string | null = null
  for (const devices of sets) {
    let seconds = 0
    for (const device of devices) {
      const moment = free.get(device) ?? unknown(`it is not known when ${device} is free`)
      if (moment.seconds === null) missing ??= moment.why
      seconds = Math.max(seconds, moment.seconds ?? Infinity)
    }
    if (seconds < (best.seconds ?? Infinity)) best = { seconds, why: null, devices }
  }
  return missing === null || best.seconds === 0 ? best : { seconds: null, why: missing }
}
