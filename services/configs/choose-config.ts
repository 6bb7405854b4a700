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
  /** Config of the job that is forked. */
  forked?: JsonObject | undefined
  overrides?: JsonObject | undefined
}

/** What a job is started with, and what its check found that is no error. */
export interface Chosen { config: JsonObject, warnings: Finding[] }

/**
 * The config that is asked for, ready to train. Errors: config_not_found, config_invalid with every finding,
 * invalid_request.
 */
export async function chooseConfig (configs: Configs, choice: ConfigChoice): Promise<Chosen> {
  const given = await configFor(configs, choice)
  const prepared = await configs.prepare(given)
  if (prepared.config === null) throw refused(prepared.errors, choice)
  return { config: prepared.config, warnings: prepared.warnings }
}

async function configFor (configs: Configs, choice: ConfigChoice): Promise<JsonObject> {
  const base = await baseFor(configs, choice)
  const own = choice.config !== undefined || choice.forked !== undefined || choice.overrides !== undefined
  if (!own) return base // the library has checked what it gives out
  const checked = configs.validate(choice.overrides === undefined ? base : mergeConfig(base, choice.overrides))
  if (checked.config === null) throw refused(checked.errors, choice)
  await configs.keepSecrets(checked.config.secrets)
  return checked.config
}

async function baseFor (configs: Configs, { config, config_name, forked }: ConfigChoice): Promise<JsonObject> {
  const sources = [
    ['config', config], ['config_name', config_name], ['fork_of', forked]
  ].flatMap(([name, value]) => (value === undefined ? [] : [String(name)]))
  if (sources.length > 1) {
    const problem = `it has both ${sources.join(' and ')}; send one of them`
    throw createAppError(
      'invalid_request', { problem },
      { details: [{ pointer: `/${sources.at(-1)}`, message: problem }] }
    )
  }
  if (config_name !== undefined) return (await configs.load(config_name)).config
  return config ?? forked ?? configs.current().config
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
