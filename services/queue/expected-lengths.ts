import { comparable } from '../../core/domain/job/comparable.ts'
import { expectedSeconds, measure } from '../../core/domain/job/expected-length.ts'
import type { Measured } from '../../core/domain/job/expected-length.ts'
import type { Moment } from '../../core/domain/job/expected-start.ts'
import type { LiveJob } from '../jobs/live-job.ts'
import type { JobRegistry } from '../jobs/registry.ts'
import type { Store } from '../store/store.ts'
import type { DeviceAllocator } from './device-allocator.ts'

/** How long each of these waiting jobs takes, in their order. */
export type ExpectedLengths = (waiting: readonly LiveJob[]) => Promise<Moment[]>

interface ExpectedLengthsDeps {
  registry: Pick<JobRegistry, 'all'>
  allocator: Pick<DeviceAllocator, 'setsFor' | 'list'>
  store: Pick<Store, 'eventsOfType'>
}

/** So many of the newest comparable jobs count: a machine changes. */
const MOST_JOBS = 15
const MOST_COMMANDS = 500
const MOST_BACKUPS = 100

/**
 * A length is only what the history of this machine says: the median over the newest completed jobs of the same
 * trainer, device and essentials of the config, for the epochs that are left. A job that was paused in memory does not
 * count: its pause is no work. What was read of an ended job is kept.
 */
export function createExpectedLengths ({ registry, allocator, store }: ExpectedLengthsDeps): ExpectedLengths {
  const keys = new WeakMap<object, string>()
  const measured = new WeakMap<LiveJob, Promise<Measured | null>>()
  const left = new WeakMap<LiveJob, { resume_from: string, epochs: number | null }>()

  function keyOf ({ config, record: { trainer } }: LiveJob): string {
    const known = keys.get(config)
    if (known !== undefined) return known
    const key = comparable(trainer, config)
    keys.set(config, key)
    return key
  }

  async function read (job: LiveJob, found: Measured): Promise<Measured | null> {
    const commands = await store.eventsOfType(job.record.job_number, 'command_result', MOST_COMMANDS)
    const isPaused = commands.some(({ event }) => event.type === 'command_result' && event.command === 'pause')
    return isPaused || commands.length === MOST_COMMANDS ? null : found
  }

  async function measuredOf (job: LiveJob): Promise<Measured | null> {
    const found = measure(job.position.state)
    if (found === null) return null
    const known = measured.get(job) ?? read(job, found)
    measured.set(job, known)
    known.catch(() => { measured.delete(job) })
    return await known
  }

  /** The completed jobs by what they have in common, the newest first. */
  function history (wanted: ReadonlySet<string>): Map<string, LiveJob[]> {
    const by_key = new Map<string, LiveJob[]>()
    const done = registry.all().filter(({ position: { state } }) => state.status === 'completed')
    for (const job of done.sort((a, b) => b.record.end_order - a.record.end_order)) {
      const key = keyOf(job)
      if (!wanted.has(key)) continue
      const others = by_key.get(key)
      if (others === undefined) by_key.set(key, [job])
      else others.push(job)
    }
    return by_key
  }

  async function measuredOn (devices: string, jobs: readonly LiveJob[]): Promise<Measured[]> {
    const found: Measured[] = []
    for (const job of jobs) {
      if (job.devices?.toSorted().join() !== devices) continue
      const one = await measuredOf(job)
      if (one !== null) found.push(one)
      if (found.length === MOST_JOBS) break
    }
    return found
  }

  /** Epochs that are left to train; null: not known. */
  async function epochsOf (job: LiveJob): Promise<number | null> {
    const { config: { epochs }, record: { waiting, job_number }, position: { state: { max_step } } } = job
    const resume_from = waiting?.resume_from ?? null
    if (typeof epochs !== 'number' || resume_from === null) return typeof epochs === 'number' ? epochs : null
    const known = left.get(job)
    if (known?.resume_from === resume_from) return known.epochs
    const backups = await store.eventsOfType(job_number, 'backup_created', MOST_BACKUPS)
    const [at] = backups.flatMap(({ event }) =>
      event.type === 'backup_created' && event.file.path === resume_from ? [event] : [])
    const done = at === undefined ? null : at.epoch + (max_step === 0 ? 0 : at.epoch_step / max_step)
    const rest = { resume_from, epochs: done === null ? null : Math.max(0, epochs - done) }
    left.set(job, rest)
    return rest.epochs
  }

  return async waiting => {
    const by_key = history(new Set(waiting.map(keyOf)))
    const names = new Map(allocator.list().map(({ device, name }) => [device, name]))
    const read = new Map<string, Measured[]>()
    /** On each set of devices it may get, as far as these have different names. */
    async function lengthOf (job: LiveJob): Promise<Moment> {
      const epochs = await epochsOf(job)
      if (epochs === null) return unknown(whyNoEpochs(job))
      const key = keyOf(job)
      const sets = allocator.setsFor(job).map(set => set.toSorted().join())
      const kinds = new Set(allocator.setsFor(job).map(set => set.map(device => names.get(device) ?? device).join()))
      if (kinds.size > 1) return unknown('it is not known which of several different GPUs it gets')
      const found: Measured[] = []
      for (const devices of sets) {
        const place = `${devices} ${key}`
        const known = read.get(place) ?? await measuredOn(devices, by_key.get(key) ?? [])
        read.set(place, known)
        found.push(...known)
      }
      const seconds = expectedSeconds(found, epochs)
      return seconds === null ? unknown('no job like it was completed here in one go') : { seconds, why: null }
    }
    const lengths: Moment[] = []
    for (const job of waiting) lengths.push(await lengthOf(job))
    return lengths
  }
}

const whyNoEpochs = ({ record }: LiveJob): string =>
  record.waiting?.resume_from == null
    ? 'its config does not say how many epochs it trains'
    : 'it is not known how many epochs its backup has behind it'

const unknown = (why: string): Moment => ({ seconds: null, why })
