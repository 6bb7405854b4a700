import { useQuery } from '@tanstack/react-query'
import { jobQuery } from '../api/queries.ts'
import { useApi } from '../api/use-api.ts'
import { configQuery } from './queries.ts'

/** What a training is made from. */
export interface Source {
  key: string | null
  config: unknown
  name: string | null
  /** Name of the config that it was made from, where it has one. */
  config_from: string | null
  problem: Error | null
}

/** A job whose config is taken, else the preset or saved config that was chosen. */
export function useSource (fork_of: string | null, chosen: string | null): Source {
  const api = useApi()
  const parent = useQuery({ ...jobQuery(api, fork_of ?? ''), enabled: fork_of !== null })
  const loaded = useQuery(configQuery(api, fork_of === null ? chosen : null))
  if (fork_of === null) {
    return { key: chosen, config: loaded.data?.config, name: chosen, config_from: chosen, problem: loaded.error }
  }
  const name = parent.data === undefined ? null : `${[...parent.data.name].slice(0, 190).join('')} 2`
  const config_from = parent.data?.config_name ?? null
  return { key: fork_of, config: parent.data?.config, name, config_from, problem: parent.error }
}
