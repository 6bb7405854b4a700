import { deviceNeed, deviceSets, freeOf } from '../../core/domain/job/device-need.ts'
import type { Device } from '../../core/domain/job/device-need.ts'
import { isJobActive } from '../jobs/registry.ts'
import type { LiveJob, JobRegistry } from '../jobs/registry.ts'
import type { Devices } from './devices.ts'

/** Who has which device. A job has its devices until its runner is gone, and they are given out again once their memory is free. */
export interface DeviceAllocator {
  /** Looks which devices there are; all else speaks of what was seen then. */
  refresh: () => Promise<void>
  /** The sets of devices of which any one would do for a job, the best first. */
  setsFor: (job: LiveJob) => string[][]
  /** Of those sets, the first that is not being freed, else the first. */
  bestSetFor: (job: LiveJob) => string[] | undefined
  /** What these jobs could be given this moment. */
  freeFor: (jobs: readonly LiveJob[]) => Set<string>
  /** Who is in the way of a job, for a person. */
  blockersOf: (job: LiveJob) => string[]
  /** Resolves once the devices of an ended job are given out again. */
  release: (devices: readonly string[]) => Promise<void>
  list: () => Array<Device & { job: LiveJob | null }>
}

interface DeviceAllocatorDeps { registry: Pick<JobRegistry, 'all'>, devices: Devices }

export function createDeviceAllocator ({ registry, devices }: DeviceAllocatorDeps): DeviceAllocator {
  let known: Device[] = []
  /** How often each was given back and is not free yet. */
  const releasing = new Map<string, number>()
  const setsFor = ({ record, config }: LiveJob): string[][] => deviceSets(deviceNeed(record.trainer, config, record.device), known)
  const holders = (): Map<string, LiveJob> => new Map(registry.all().filter(job => isJobActive(job) || job.attempt !== null).flatMap(job => job.devices.map(device => [device, job] as const)))

  function markFree (device: string): void {
    const times = (releasing.get(device) ?? 1) - 1
    if (times === 0) releasing.delete(device)
    else releasing.set(device, times)
  }

  return {
    async refresh () { known = await devices.list() },
    setsFor,
    bestSetFor (job) {
      const sets = setsFor(job)
      return sets.find(set => !set.some(device => releasing.has(device))) ?? sets[0]
    },
    freeFor: jobs => freeOf([...known.map(({ device }) => device), ...jobs.flatMap(job => setsFor(job).flat())], new Set([...holders().keys(), ...releasing.keys()])),
    blockersOf (job) {
      const taken = holders()
      return [...new Set(setsFor(job).flat())].flatMap(device => {
        const holder = taken.get(device)
        if (holder !== undefined) return [`${device} is taken by job ${holder.record.job_number}`]
        return releasing.has(device) ? [`${device} is being freed`] : []
      })
    },
    async release (released) {
      for (const device of released) releasing.set(device, (releasing.get(device) ?? 0) + 1)
      try {
        await devices.freed(released)
      } finally {
        for (const device of released) markFree(device)
      }
    },
    list () {
      const taken = holders()
      const unknown = [...taken.keys()].filter(name => !known.some(({ device }) => device === name)).map(device => ({ device, name: device, index: null }))
      return [...known, ...unknown].map(device => ({ ...device, job: taken.get(device.device) ?? null }))
    }
  }
}
