import { jobTitle } from '../../core/domain/job/job-title.ts'
import { deviceNeed, deviceSets, freeOf } from '../../core/domain/job/device-need.ts'
import type { Device } from '../../core/domain/job/device-need.ts'
import { isJobActive } from '../jobs/live-job.ts'
import type { LiveJob } from '../jobs/live-job.ts'
import type { JobRegistry } from '../jobs/registry.ts'
import type { UnfollowedTraining, UnfollowedTrainings } from '../attempts/unfollowed.ts'
import type { Devices } from './devices.ts'

/**
 * Which job has which device. A job has its devices until its runner is gone; they are free again once their memory is.
 */
export interface DeviceAllocator {
  /** Reads which devices the machine has; every other call is about those. */
  readDevices: () => Promise<void>
  /** Does the same, and looks for trainings that nobody follows. To be called before a device is given. */
  refresh: () => Promise<void>
  /** The sets of devices a job could run on, the best first. */
  setsFor: (job: LiveJob) => string[][]
  /** The first of these sets that is not being freed, else the first. */
  bestSetFor: (job: LiveJob) => string[] | undefined
  /** The devices these jobs could get now. */
  freeFor: (jobs: readonly LiveJob[]) => Set<string>
  /** What keeps a job's devices from it, in words for a person. */
  blockersOf: (job: LiveJob) => string[]
  /** Why the GPUs cannot be listed: see Devices. */
  gpuProblem: () => string | null
  /** Resolves once the devices of an ended job are free again. */
  release: (devices: readonly string[]) => Promise<void>
  list: () => Array<Device & { job: LiveJob | null }>
  /** Trainings that nobody follows. */
  unfollowed: () => UnfollowedTraining[]
}

/** Who has a device; `job` is null where the job is gone and its processes are not. */
interface Holder { job: LiveJob | null, name: string }

interface DeviceAllocatorDeps {
  registry: Pick<JobRegistry, 'all'>
  devices: Devices
  unfollowed: Pick<UnfollowedTrainings, 'list' | 'survey'>
}

export function createDeviceAllocator ({ registry, devices, unfollowed }: DeviceAllocatorDeps): DeviceAllocator {
  let known: Device[] = []
  /** How often each device was released and is not free yet. */
  const releasing = new Map<string, number>()
  const setsFor = ({ record, config }: LiveJob): string[][] =>
    deviceSets(deviceNeed(record.trainer, config, record.device), known)

  /** `wanted`: devices that are asked for besides the known ones. */
  function holders (wanted: readonly string[] = []): Map<string, Holder> {
    const holding = registry.all().filter(job => isJobActive(job) || job.attempt !== null)
    // One whose devices are not known may have any.
    const any = [...known.map(({ device }) => device), ...wanted]
    const all = [
      ...unfollowed.list().map(({ job, job_id, devices }) => ({ ...holderOf(job, job_id), devices: devices ?? any })),
      ...holding.map(job => ({ ...holderOf(job, job.record.job_id), devices: job.devices ?? any }))
    ]
    return new Map(all.flatMap(({ devices, ...holder }) => devices.map(device => [device, holder] as const)))
  }

  function markFree (device: string): void {
    const times = (releasing.get(device) ?? 1) - 1
    if (times === 0) releasing.delete(device)
    else releasing.set(device, times)
  }

  async function readDevices (): Promise<void> { known = await devices.list() }

  return {
    unfollowed: unfollowed.list,
    gpuProblem: devices.gpuProblem,
    readDevices,
    async refresh () {
      await readDevices()
      await unfollowed.survey()
    },
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
        if (holder !== undefined) return [`${device} is taken by ${holder.name}`]
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
      return [...known, ...unknown].map(device => ({ ...device, job: held.get(device.device)?.job ?? null }))
    }
  }
}

const holderOf = (job: LiveJob | null, job_id: string): Holder =>
  ({ job, name: job === null ? `a process of job ${job_id}, which is gone` : jobTitle(job.record) })
