import type { Finding } from '../../src/contract/errors.ts'
import type { StartRequest } from '../../src/contract/training.ts'
import { createAppError } from '../../src/domain/app-error.ts'
import type { ConfigLibrary } from '../config-library.ts'

type Configs = Pick<ConfigLibrary, 'load' | 'validate' | 'active' | 'defaults' | 'prepare' | 'keepSecrets'>

/** What a job is started with, and what its check found that is no error. */
export interface Chosen { config: Record<string, unknown>, warnings: Finding[] }

/** The config a start request asks for, ready to train. Errors: config_not_found, config_invalid with every finding, invalid_request. */
export async function chooseConfig (configs: Configs, request: StartRequest): Promise<Chosen> {
  const given = await configFor(configs, request)
  const prepared = await configs.prepare(given)
  if (prepared.config === null) throw refused(prepared.errors, request)
  return { config: prepared.config, warnings: prepared.warnings }
}

async function configFor (configs: Configs, request: StartRequest): Promise<Record<string, unknown>> {
  const { config, config_name } = request
  if (config !== undefined && config_name !== undefined) {
    const problem = 'it has both config and config_name; send one of them'
    throw createAppError('invalid_request', { problem }, { details: [{ pointer: '/config_name', message: problem }] })
  }
  if (config_name !== undefined) return (await configs.load(config_name)).config
  if (config === undefined) return (configs.active() ?? configs.defaults()).config
  const checked = configs.validate(config)
  if (checked.config === null) throw refused(checked.errors, request)
  await configs.keepSecrets(config.secrets)
  return checked.config
}

function refused (errors: Finding[], { config }: StartRequest): Error {
  const details = config === undefined ? errors : errors.map(finding => ({ ...finding, pointer: `/config${finding.pointer}` }))
  return createAppError('config_invalid', { count: details.length }, { details })
}
