import type { Finding } from '../../core/contract/errors.ts'
import { createAppError } from '../../core/domain/app-error.ts'
import { mergeConfig } from '../../core/domain/config/merge-config.ts'
import type { JsonObject } from '../../core/domain/schema/json-schema.ts'
import type { ConfigLibrary } from './config-library.ts'

type Configs = Pick<ConfigLibrary, 'load' | 'validate' | 'current' | 'prepare' | 'keepSecrets'>

/** Where a config comes from: at most one of the first three, else the active config, else the defaults. */
export interface ConfigChoice {
  config?: JsonObject | undefined
  config_name?: string | undefined
  /** Name of the config that `config` was made from. */
  config_from?: string | undefined
  /** Config of the job that is forked. */
  forked?: JsonObject | undefined
  overrides?: JsonObject | undefined
}

/**
 * What a job is started with, and what its check found that is no error. `name`: of the config in the list that it was
 * made from; null for the config of a job, or a document of which that is not said.
 */
export interface Chosen { config: JsonObject, name: string | null, warnings: Finding[] }

type Named = Pick<Chosen, 'config' | 'name'>

/**
 * The config that is asked for, ready to train. Errors: config_not_found, config_invalid with every finding,
 * invalid_request.
 */
export async function chooseConfig (configs: Configs, choice: ConfigChoice): Promise<Chosen> {
  const { config, name } = await configFor(configs, choice)
  const prepared = await configs.prepare(config)
  if (prepared.config === null) throw refused(prepared.errors, choice)
  return { config: prepared.config, name, warnings: prepared.warnings }
}

async function configFor (configs: Configs, choice: ConfigChoice): Promise<Named> {
  const base = await baseFor(configs, choice)
  const own = choice.config !== undefined || choice.forked !== undefined || choice.overrides !== undefined
  if (!own) return base // the library has checked what it gives out
  const { overrides } = choice
  const checked = configs.validate(overrides === undefined ? base.config : mergeConfig(base.config, overrides))
  if (checked.config === null) throw refused(checked.errors, choice)
  await configs.keepSecrets(checked.config.secrets)
  return { config: checked.config, name: base.name }
}

async function baseFor (configs: Configs, choice: ConfigChoice): Promise<Named> {
  refuseContradiction(choice)
  const { config, config_name, config_from = null, forked } = choice
  if (config_name !== undefined) return await configs.load(config_name)
  if (config !== undefined) return { config, name: config_from }
  return forked === undefined ? configs.current() : { config: forked, name: null }
}

/** Errors: invalid_request. */
function refuseContradiction ({ config, config_name, config_from, forked }: ConfigChoice): void {
  const sources = [
    ['config', config], ['config_name', config_name], ['fork_of', forked]
  ].flatMap(([name, value]) => (value === undefined ? [] : [String(name)]))
  if (sources.length > 1) refuse(sources.at(-1)!, `it has both ${sources.join(' and ')}; send one of them`)
  if (config_from !== undefined && config === undefined) {
    refuse('config_from', 'it has config_from without config; send config_name for a config of the list')
  }
}

function refuse (field: string, problem: string): never {
  throw createAppError('invalid_request', { problem }, { details: [{ pointer: `/${field}`, message: problem }] })
}

/** Findings point into the request: at the field of it that the value came from. */
function refused (errors: Finding[], { config, overrides = {} }: ConfigChoice): Error {
  const details = errors.map(finding => {
    const key = /^\/([^/]*)/.exec(finding.pointer)?.[1]
    if (key !== undefined && Object.hasOwn(overrides, key)) {
      return { ...finding, pointer: `/overrides${finding.pointer}` }
    }
    return config === undefined ? finding : { ...finding, pointer: `/config${finding.pointer}` }
  })
  return createAppError('config_invalid', { count: details.length }, { details })
}
