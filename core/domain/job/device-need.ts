import type { TrainerKind } from '../../contract/values.ts'
import type { JsonObject } from '../schema/json-schema.ts'

/**
 * What trains: `cpu`, or a GPU by its UUID. Each trains one job at a time. `index` is the GPU's place among those a
 * trainer sees.
 */
export interface Device { device: string, name: string, index: number | null }

/** What a job needs to have to itself: the CPU, one GPU – a certain one or any –, or several at once. */
export type DeviceNeed =
  | { kind: 'cpu' }
  | { kind: 'any_gpu' }
  | { kind: 'gpu', uuid: string }
  | { kind: 'gpus', indexes: number[] | null }

/** A GPU that no program can name: it is one device, so that two jobs never share what may be the same one. */
export const unnamedGpu = 'gpu'

/** What a config asks for; `device` of the job wins: auto, cpu, or a UUID. */
export function deviceNeed (trainer: TrainerKind, config: JsonObject, device: string): DeviceNeed {
  if (trainer === 'builtin' || device === 'cpu') return { kind: 'cpu' }
  if (device !== 'auto') return { kind: 'gpu', uuid: device }
  const wanted = typeof config.train_device === 'string' ? config.train_device : 'cuda'
  if (wanted === 'cpu') return { kind: 'cpu' }
  if (config.multi_gpu === true) return { kind: 'gpus', indexes: indexesOf(config.device_indexes) }
  const index = /:(\d+)$/.exec(wanted)?.[1]
  return index === undefined ? { kind: 'any_gpu' } : { kind: 'gpus', indexes: [Number(index)] }
}

/**
 * Why a job's own device and its trainer or config cannot both be had; null: they can. A trainer that is shown one GPU
 * finds none by a number above 0.
 */
export function deviceConflict (trainer: TrainerKind, config: JsonObject, device: string): string | null {
  if (trainer === 'builtin' && device !== 'auto' && device !== 'cpu') {
    return `the built-in trainer trains on the CPU, not on ${JSON.stringify(device)}; set device to auto or cpu`
  }
  const counts = typeof config.train_device === 'string' && /:[1-9]\d*$/.test(config.train_device)
  return trainer !== 'builtin' && device !== 'auto' && device !== 'cpu' && counts
    ? `the job is to have the GPU ${device}, but its config counts GPUs (train_device ` +
      `${String(config.train_device)}); set train_device to cuda`
    : null
}

/** The sets of devices of which any one would do, the best first. None: no device here fits. */
export function deviceSets (need: DeviceNeed, devices: readonly Device[]): string[][] {
  const gpus = devices.filter(({ device }) => device !== 'cpu')
  if (need.kind === 'cpu') return [['cpu']]
  if (need.kind === 'gpu') return gpus.filter(({ device }) => device === need.uuid).map(({ device }) => [device])
  if (gpus.length === 0) return [[unnamedGpu]]
  if (need.kind === 'any_gpu') return gpus.map(({ device }) => [device])
  const { indexes } = need
  const chosen = gpus.filter(({ index }) => indexes === null || (index !== null && indexes.includes(index)))
  return chosen.length === 0 || (indexes !== null && chosen.length < indexes.length)
    ? []
    : [chosen.map(({ device }) => device)]
}

/** Those of `devices` that no job holds. A GPU that no program can name may be any of the others. */
export function freeOf (devices: Iterable<string>, held: ReadonlySet<string>): Set<string> {
  const isGpuHeld = [...held].some(device => device !== 'cpu')
  return new Set([...devices].filter(device =>
    !held.has(device) && (device === 'cpu' || !held.has(unnamedGpu)) && (device !== unnamedGpu || !isGpuHeld)))
}

/**
 * What shows a trainer its GPU and hides the others. A config that names GPUs by index must see them all; a job of the
 * CPU sees none.
 */
export function deviceEnv (need: DeviceNeed, chosen: readonly string[]): Record<string, string> {
  // whatever its config asks for: the GPUs belong to other jobs
  if (need.kind === 'cpu') return { CUDA_VISIBLE_DEVICES: '' }
  // one without a UUID is known by its index
  const visible = chosen.map(device => /^gpu-\d+$/.exec(device) === null ? device : device.slice('gpu-'.length))
  const order = chosen.includes(unnamedGpu) ? {} : { CUDA_DEVICE_ORDER: 'PCI_BUS_ID' }
  const one = (need.kind === 'any_gpu' || need.kind === 'gpu') && !chosen.includes(unnamedGpu)
  return one ? { ...order, CUDA_VISIBLE_DEVICES: visible.join() } : order
}

/**
 * The GPUs a trainer may see: all, or those that CUDA_VISIBLE_DEVICES of this server names, by index or UUID, in its
 * order.
 */
export function visibleGpus (
  gpus: ReadonlyArray<{ index: number, uuid: string | null, name: string }>,
  visible: string | undefined
): Device[] {
  const all = gpus.map(({ index, uuid, name }) => ({ index, device: uuid ?? `gpu-${index}`, name }))
  if (visible === undefined) return all
  const named: Device[] = []
  for (const word of visible.split(',').map(part => part.trim())) {
    const found = all.find(
      ({ index, device }) => word === String(index) || (word.length > 4 && device.startsWith(word))
    )
    if (found === undefined) break // CUDA too ignores what follows a name it does not know
    named.push({ ...found, index: named.length })
  }
  return named
}

function indexesOf (list: unknown): number[] | null {
  const indexes =
    typeof list === 'string'
      ? list
        .split(',')
        .map(part => part.trim())
        .filter(part => /^\d+$/.test(part))
        .map(Number)
      : []
  return indexes.length === 0 ? null : indexes
}
