import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Type } from '@sinclair/typebox'
import { Network } from '../../core/contract/networks.ts'
import type {
  NetworkDetails, NetworkList, NetworkRequest, NetworkTraining, NetworkTrainingReply
} from '../../core/contract/networks.ts'
import type { JobSummary } from '../../core/contract/jobs.ts'
import { DamagedRecord, recordReader } from '../../core/contract/read-record.ts'
import { createAppError } from '../../core/domain/app-error.ts'
import type { Clock } from '../../core/domain/clock.ts'
import { timestampNow } from '../../core/domain/clock.ts'
import { personNameFrom } from '../../core/domain/person-name.ts'
import { createFileWriter } from '../files/atomic-write.ts'
import { ifExists } from '../files/if-exists.ts'
import { readRecord } from '../files/read-record.ts'
import type { ConfigLibrary } from '../configs/config-library.ts'
import type { Ids } from '../system/ids.ts'
import type { JobService } from '../job-service.ts'

/** Digit-reader networks. Errors of every look-up: network_not_found, network_damaged. */
export interface Networks {
  /** Errors: config_invalid. */
  create: (request: NetworkRequest) => Promise<Network>
  list: () => Promise<NetworkList>
  get: (network_id: string) => Promise<NetworkDetails>
  /** Deletes a network, a damaged one too; what its trainings have made stays. */
  remove: (network_id: string) => Promise<void>
  /** Errors: config_invalid, and those of making a job. */
  train: (network_id: string, training: NetworkTraining) => Promise<NetworkTrainingReply>
}

interface NetworksDeps {
  state_dir: string
  clock: Pick<Clock, 'now'>
  ids: Pick<Ids, 'uuid'>
  jobs: Pick<JobService, 'create' | 'list'>
  /** Those of the built-in trainer. */
  configs: Pick<ConfigLibrary, 'validate'>
  /** The file of a network cannot be used. */
  report: (message: string) => void
}

const most_jobs = 500
const readNetworkFile = recordReader(Type.Object({ v: Type.Integer({ minimum: 1 }), ...Network.properties }))
const isId = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)

/** Keeps networks under STATE_DIR/networks, a file each. */
export function createNetworks ({ state_dir, clock, ids, jobs, configs, report }: NetworksDeps): Networks {
  const folder = join(state_dir, 'networks')
  const files = createFileWriter()
  const pathOf = (network_id: string): string => join(folder, `${network_id}.json`)

  async function find (network_id: string): Promise<Network> {
    const network = isId(network_id) ? await read(network_id) : null
    if (network === null) throw createAppError('network_not_found', { network_id })
    if (network instanceof DamagedRecord) {
      throw createAppError('network_damaged', { network_id, problem: network.message }, { cause: network })
    }
    return network
  }

  /** The network in a file, or why it cannot be used; null when there is none. */
  async function read (id: string): Promise<Network | DamagedRecord | null> {
    try {
      const kept = await readRecord(readNetworkFile, pathOf(id), `networks/${id}.json`)
      if (kept === null) return null
      const { network_id, name, config, created_at } = kept
      if (network_id === id) return { network_id, name, config, created_at }
      return new DamagedRecord(`networks/${id}.json`, '/network_id', `expected ${id}`)
    } catch (error) {
      if (error instanceof DamagedRecord) return error
      throw error
    }
  }

  async function known (): Promise<string[]> {
    const names = await ifExists(readdir(folder)) ?? []
    return names.filter(name => name.endsWith('.json')).map(name => name.slice(0, -'.json'.length)).filter(isId)
  }

  async function readAll (): Promise<Required<NetworkList>> {
    const list: Required<NetworkList> = { networks: [], damaged: [] }
    for (const network_id of await known()) {
      const network = await read(network_id)
      if (network instanceof DamagedRecord) {
        report(network.message)
        list.damaged.push({ network_id, problem: network.message })
      } else if (network !== null) {
        list.networks.push(network)
      }
    }
    return list
  }

  return {
    async create ({ name, config = {} }) {
      sound(configs, config)
      const network: Network = {
        network_id: ids.uuid(), config, created_at: timestampNow(clock),
        name: name === undefined ? 'Digit reader' : personNameFrom(name)
      }
      await mkdir(folder, { recursive: true, mode: 0o700 })
      await files.writeJson(pathOf(network.network_id), { v: 1, ...network })
      return network
    },
    async list () {
      const newestFirst = (a: Network, b: Network): number =>
        b.created_at.localeCompare(a.created_at) || b.network_id.localeCompare(a.network_id)
      const { networks, damaged } = await readAll()
      return { networks: networks.sort(newestFirst), ...(damaged.length === 0 ? {} : { damaged }) }
    },
    get: async network_id => ({
      ...(await find(network_id)),
      jobs: jobs.list({ network_id, sort: '-created_at', limit: most_jobs }).jobs.map(toNetworkJob)
    }),
    async remove (network_id) {
      const removed = isId(network_id) && await files.remove(pathOf(network_id))
      if (!removed) throw createAppError('network_not_found', { network_id })
    },
    async train (network_id, { epochs, mini_batch_size, learning_rate }) {
      const { name, config } = await find(network_id)
      const request = {
        name,
        config: sound(configs, { ...config, epochs, batch_size: mini_batch_size, learning_rate })
      }
      const {
        job: { job_id, job_number, job_slug, status }
      } = await jobs.create(request, { trainer: 'builtin', network_id })
      return { network_id, job_id, job_number, job_slug, status }
    }
  }
}

/**
 * The complete config of a training; no samples are drawn unless the network's config lists some. Errors:
 * config_invalid.
 */
function sound (configs: NetworksDeps['configs'], document: Record<string, unknown>): Record<string, unknown> {
  const { errors, config } = configs.validate({ samples: [], ...document })
  if (config === null) throw createAppError('config_invalid', { count: errors.length }, { details: errors })
  return config
}

const toNetworkJob = ({
  job_id, job_number, job_slug, status, progress, current_epoch, total_epochs
}: JobSummary): NetworkDetails['jobs'][number] => ({
  job_id, job_number, job_slug, status, progress, current_epoch, total_epochs
})
