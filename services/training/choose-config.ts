import type { StartRequest } from '../../src/contract/training.ts'
import { createAppError } from '../../src/domain/app-error.ts'
import type { ConfigLibrary } from '../config-library.ts'

type Configs = Pick<ConfigLibrary, 'load' | 'validate' | 'active' | 'defaults'>

/** The config a start request asks for, complete. Errors: config_not_found, config_invalid with every finding, invalid_request. */
export async function chooseConfig (configs: Configs, { config, config_name }: StartRequest): Promise<Record<string, unknown>> {
  if (config !== undefined && config_name !== undefined) {
    const problem = 'it has both config and config_name; send one of them'
    throw createAppError('invalid_request', { problem }, { details: [{ pointer: '/config_name', message: problem }] })
  }
  if (config_name !== undefined) return (await configs.load(config_name)).config
  if (config === undefined) return (configs.active() ?? configs.defaults()).config
  const checked = configs.validate(config)
  if (checked.config !== null) return checked.config
  const details = checked.errors.map(finding => ({ ...finding, pointer: `/config${finding.pointer}` }))
  throw createAppError('config_invalid', { count: details.length }, { details })
}
