import { deviceNeed, deviceSets, freeOf } from '../../core/domain/job/device-need.ts'
import type { Device } from '../../core/domain/job/device-need.ts'
import { isJobActive } from '../jobs/registry.ts'
import type { Job, JobRegistry } from '../jobs/registry.ts'
import type { Devices } from './devices.ts'

/** Who has which device. A job has its devices until its runner is gone, and they are given out again once their memory is free. */
export interface Occupancy {
  /** Looks which devices there are; all else speaks of what was seen then. */
  look: () => Promise<void>
  /** The sets of devices of which any one would do for a job, the best first. */
  setsFor: (job: Job) => string[][]
  /** Of those sets, the first that is not being freed, else the first. */
  bestSetFor: (job: Job) => string[] | undefined
  /** What these jobs could be given this moment. */
  freeFor: (jobs: readonly Job[]) => Set<string>
  /** Who is in the way of a job, for a person. */
  inTheWayOf: (job: Job) => string[]
  /** Resolves once the devices of an ended job are given out again. */
  release: (devices: readonly string[]) => Promise<void>
  list: () => Array<Device & { job: Job | null }>
}

interface Deps { registry: Pick<JobRegistry, 'all'>, devices: Devices }

export function createOccupancy ({ registry, devices }: Deps): Occupancy {
  let known: Device[] = []
  /** How often each was given back and is not free yet. */
  const cooling = new Map<string, number>()
  const setsFor = ({ facts, config }: Job): string[][] => deviceSets(deviceNeed(facts.trainer, config, facts.device), known)
  const holders = (): Map<string, Job> => new Map(registry.all().filter(job => isJobActive(job) || job.attempt !== null).flatMap(job => job.devices.map(device => [device, job] as const)))

  function cool (device: string): void {
    const times = (cooling.get(device) ?? 1) - 1
    if (times === 0) cooling.delete(device)
    else cooling.set(device, times)
  }

  return {
    async look () { known = await devices.list() },
    setsFor,
    bestSetFor (job) {
      const sets = setsFor(job)
      return sets.find(set => !set.some(device => cooling.has(device))) ?? sets[0]
    },
    freeFor: jobs => freeOf([...known.map(({ device }) => device), ...jobs.flatMap(job => setsFor(job).flat())], new Set([...holders().keys(), ...cooling.keys()])),
    inTheWayOf (job) {
      const taken = holders()
      return [...new Set(setsFor(job).flat())].flatMap(device => {
        const holder = taken.get(device)
        if (holder !== undefined) return [`${device} is taken by job ${holder.facts.job_number}`]
        return cooling.has(device) ? [`${device} is being freed`] : []
      })
    },
    async release (released) {
      for (const device of released) cooling.set(device, (cooling.get(device) ?? 0) + 1)
      try {
        await devices.freed(released)
      } finally {
        for (const device of released) cool(device)
      }
    },
    list () {
      const taken = holders()
      const unknown = [...taken.keys()].filter(name => !known.some(({ device }) => device === name)).map(device => ({ device, name: device, index: null }))
      return [...known, ...unknown].map(device => ({ ...device, job: taken.get(device.device) ?? null }))
    }
  }
}
