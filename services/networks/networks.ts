import { mkdir, readFile, readdir, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { Value } from '@sinclair/typebox/value'
import { Network } from '../../core/contract/networks.ts'
import type { NetworkDetails, NetworkList, NetworkRequest, NetworkTraining, NetworkTrainingReply } from '../../core/contract/networks.ts'
import type { JobSummary } from '../../core/contract/jobs.ts'
import { createAppError } from '../../core/domain/app-error.ts'
import { checkConfig } from '../../core/domain/config/check-config.ts'
import type { Clock } from '../../core/domain/clock.ts'
import { syncFolder, writeDurably } from '../files/atomic-write.ts'
import type { Ids } from '../system/ids.ts'
import type { JobService } from '../job-service.ts'

/** Digit-reader networks. Looking up an unknown one: network_not_found. */
export interface Networks {
  /** Errors: config_invalid. */
  create: (request: NetworkRequest) => Promise<Network>
  list: () => Promise<NetworkList>
  get: (network_id: string) => Promise<NetworkDetails>
  /** Forgets a network; what its trainings have made stays. */
  remove: (network_id: string) => Promise<void>
  /** Errors: config_invalid, and those of making a job. */
  train: (network_id: string, training: NetworkTraining) => Promise<NetworkTrainingReply>
}

interface NetworksDeps {
  state_dir: string
  clock: Pick<Clock, 'now'>
  ids: Pick<Ids, 'uuid'>
  jobs: Pick<JobService, 'create' | 'list'>
  /** A file that should hold a network does not. */
  report: (message: string) => void
}

const most_jobs = 500
const isId = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)

/** Keeps networks under STATE_DIR/networks, a file each. */
export function createNetworks ({ state_dir, clock, ids, jobs, report }: NetworksDeps): Networks {
  const folder = join(state_dir, 'networks')
  const fileOf = (network_id: string): string => `${network_id}.json`

  async function find (network_id: string): Promise<Network> {
    const network = isId(network_id) ? await read(network_id) : null
    if (network === null) throw createAppError('network_not_found', { network_id })
    return network
  }

  /** The network in a file; null when there is none. One that cannot be read is reported and left alone. */
  async function read (network_id: string): Promise<Network | null> {
    try {
      const network: unknown = JSON.parse(await readFile(join(folder, fileOf(network_id)), 'utf8'))
      if (Value.Check(Network, network) && network.network_id === network_id) return network
      report(`${join(folder, fileOf(network_id))} holds no network`)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') report(`${join(folder, fileOf(network_id))} cannot be read: ${String(error)}`) // as: node's file errors carry a code
    }
    return null
  }

  async function known (): Promise<string[]> {
    try {
      return (await readdir(folder)).flatMap(name => name.endsWith('.json') && isId(name.slice(0, -5)) ? [name.slice(0, -5)] : [])
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [] // as: node's file errors carry a code
      throw error
    }
  }

  return {
    async create ({ name, config = {} }) {
      sound(config)
      const network: Network = { network_id: ids.uuid(), name: name ?? 'Digit reader', config, created_at: new Date(clock.now()).toISOString() }
      await mkdir(folder, { recursive: true, mode: 0o700 })
      await writeDurably(folder, fileOf(network.network_id), network)
      return network
    },
    async list () {
      const networks = await Promise.all((await known()).map(read))
      return { networks: networks.filter(network => network !== null).sort((a, b) => b.created_at.localeCompare(a.created_at) || b.network_id.localeCompare(a.network_id)) }
    },
    get: async network_id => ({ ...await find(network_id), jobs: jobs.list({ network_id, sort: '-created_at', limit: most_jobs }).jobs.map(toNetworkJob) }),
    async remove (network_id) {
      await find(network_id)
      await unlink(join(folder, fileOf(network_id)))
      await syncFolder(folder)
    },
    async train (network_id, { epochs, mini_batch_size, learning_rate }) {
      const { name, config } = await find(network_id)
      const request = { name, config: sound({ ...config, epochs, batch_size: mini_batch_size, learning_rate }) }
      const { job: { job_id, job_number, job_slug, status } } = await jobs.create(request, { trainer: 'builtin', network_id })
      return { network_id, job_id, job_number, job_slug, status }
    }
  }
}

/** The complete config of a training; no samples are drawn unless the network's config lists some. Errors: config_invalid. */
function sound (document: Record<string, unknown>): Record<string, unknown> {
  const { errors, config } = checkConfig({ samples: [], ...document })
  if (config === null) throw createAppError('config_invalid', { count: errors.length }, { details: errors })
  return config
}

const toNetworkJob = ({ job_id, job_number, job_slug, status, progress, current_epoch, total_epochs }: JobSummary): NetworkDetails['jobs'][number] => ({ job_id, job_number, job_slug, status, progress, current_epoch, total_epochs })
