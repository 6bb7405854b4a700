import { createAppError } from '../../core/domain/app-error.ts'
import { checkConfig, completeConfig, configSchema } from '../../core/domain/config/check-builtin-config.ts'
import { compileSchema } from './compile-schema.ts'
import type { ConfigSource } from './config-source.ts'
import { presets } from './builtin-presets.ts'

/** The configs of the built-in trainer. */
export function createBuiltinSource (): ConfigSource {
  const schemaErrors = compileSchema(configSchema)
  const validate = (document: unknown) => checkConfig(schemaErrors, document)
  return {
    trainer: 'builtin',
    rules: {
      schema: () => ({ $id: 'urn:onetrainer-web-ui:train-config', ...configSchema }),
      complete: completeConfig,
      completeActive: completeConfig,
      validate
    },
    catalogue: {
      presets: () => presets.map(preset => ({ ...preset })),
      describe (document) {
        const { errors, config } = validate(document)
        return config === null
          ? `Cannot be used: it has ${errors.length} error(s)`
          : `Saved config, ${String(config.epochs)} epochs`
      },
      read: async document => document
    },
    secrets: {
      keep: async () => undefined, // its configs have no field for them
      set: async () => { throw createAppError('invalid_request', { problem: 'the built-in trainer has no secrets' }) }
    }
  }
}
