import { deviceNeed, deviceSets, freeOf } from '../../core/domain/job/device-need.ts'
import type { Device } from '../../core/domain/job/device-need.ts'
import { isJobActive } from '../jobs/live-job.ts'
import type { LiveJob } from '../jobs/live-job.ts'
import type { JobRegistry } from '../jobs/registry.ts'
import type { UnfollowedTrainings } from '../attempts/unfollowed.ts'
import type { Devices } from './devices.ts'

/**
 * Which job has which device. A job has its devices until its runner is gone; they are free again once their memory is.
 */
export interface DeviceAllocator {
  /** Reads which devices the machine has; every other call is about those. */
  refresh: () => Promise<void>
  /** The sets of devices a job could run on, the best first. */
  setsFor: (job: LiveJob) => string[][]
  /** The first of these sets that is not being freed, else the first. */
  bestSetFor: (job: LiveJob) => string[] | undefined
  /** The devices these jobs could get now. */
  freeFor: (jobs: readonly LiveJob[]) => Set<string>
  /** What keeps a job's devices from it, in words for a person. */
  blockersOf: (job: LiveJob) => string[]
  /** Resolves once the devices of an ended job are free again. */
  release: (devices: readonly string[]) => Promise<void>
  list: () => Array<Device & { job: LiveJob | null }>
  /** Jobs that train although nobody follows them, because their records are damaged. */
  unfollowed: () => LiveJob[]
}

interface DeviceAllocatorDeps {
  registry: Pick<JobRegistry, 'all'>
  devices: Devices
  unfollowed: Pick<UnfollowedTrainings, 'list'>
}

export function createDeviceAllocator ({ registry, devices, unfollowed }: DeviceAllocatorDeps): DeviceAllocator {
  let known: Device[] = []
  /** How often each device was released and is not free yet. */
  const releasing = new Map<string, number>()
  const setsFor = ({ record, config }: LiveJob): string[][] =>
    deviceSets(deviceNeed(record.trainer, config, record.device), known)

  /** `wanted`: devices that are asked for besides the known ones. */
  function holders (wanted: readonly string[] = []): Map<string, LiveJob> {
    const holding = registry.all().filter(job => isJobActive(job) || job.attempt !== null)
    // One whose devices are not known may have any.
    const any = [...known.map(({ device }) => device), ...wanted]
    const all = [...unfollowed.list().map(({ job, devices }) => ({ job, devices: devices ?? any })),
      ...holding.map(job => ({ job, devices: job.devices ?? any }))]
    return new Map(all.flatMap(({ job, devices }) => devices.map(device => [device, job] as const)))
  }

  function markFree (device: string): void {
    const times = (releasing.get(device) ?? 1) - 1
    if (times === 0) releasing.delete(device)
    else releasing.set(device, times)
  }

  return {
    unfollowed: () => unfollowed.list().map(({ job }) => job),
    async refresh () { known = await devices.list() },
    setsFor,
    bestSetFor (job) {
      const sets = setsFor(job)
      return sets.find(set => !set.some(device => releasing.has(device))) ?? sets[0]
    },
    freeFor (jobs) {
      const wanted = jobs.flatMap(job => setsFor(job).flat())
      return freeOf(
        [...known.map(({ device }) => device), ...wanted],
        new Set([...holders(wanted).keys(), ...releasing.keys()])
      )
    },
    blockersOf (job) {
      const wanted = [...new Set(setsFor(job).flat())]
      const held = holders(wanted)
      return wanted.flatMap(device => {
        const holder = held.get(device)
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
      const held = holders()
      const unknown = [...held.keys()].filter(name => !known.some(({ device }) => device === name))
        .map(device => ({ device, name: device, index: null }))
      return [...known, ...unknown].map(device => ({ ...device, job: held.get(device.device) ?? null }))
    }
  }
}
