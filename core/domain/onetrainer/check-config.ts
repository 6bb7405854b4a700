import type { ConfigValidation } from '../../contract/configs.ts'
import type { Finding } from '../../contract/errors.ts'
import { checkDocument } from '../config/check-document.ts'
import { limitFindings, soundIn } from '../schema/findings.ts'
import { isObject } from '../schema/json-schema.ts'
import type { ValidateSchema } from '../schema/schema-error.ts'
import { combinationFindings } from './combinations.ts'
import { completeOneTrainer } from './complete-config.ts'
import { configVersion } from './description.ts'
import type { Description } from './description.ts'
import { fieldFindings } from './field-rules.ts'

const SECRETS = '/secrets'

/**
 * Checks a config against an installed OneTrainer: its own schema, what the desktop asks of each field, and
 * combinations that would fail hours later. The config in the result is complete and holds no secrets. `validate`: by
 * its schema.
 */
export function checkOneTrainer (
  description: Description, validate: ValidateSchema, document: unknown
): ConfigValidation {
  const older = versionFinding(description, document)
  const errors = older === null ? checkDocument(validate, document, { secrets: SECRETS }) : [older]
  if (!isObject(document)) return { valid: false, errors, warnings: [], config: null }
  const { secrets: _, ...config } = completeOneTrainer(description, document)
  if (older === null) errors.push(...fieldFindings(description, config, soundIn(errors)))
  const found = older === null ? combinationFindings(description, config, soundIn(errors)) : []
  errors.push(...found.filter(({ severity }) => severity === 'error'))
  const warnings = found.filter(({ severity }) => severity === 'warning')
  return {
    valid: errors.length === 0, errors: limitFindings(errors), warnings, config: errors.length === 0 ? config : null
  }
}

/** A missing version is the installed one's. Older configs are migrated by OneTrainer itself, never here. */
function versionFinding (description: Description, document: unknown): Finding | null {
  if (!isObject(document)) return null
  const { __version } = document
  const version = configVersion(description)
  if (__version === undefined || __version === version) return null
  const isOlder = typeof __version === 'number' && typeof version === 'number' && __version < version
  const hint = isOlder
    ? 'POST /api/config/import brings it up to date'
    : 'update OneTrainer, or export the config from the one that is installed'
  const message = `is ${JSON.stringify(__version)}, but the installed OneTrainer writes ${JSON.stringify(version)}`
  return { pointer: '/__version', message, hint, severity: 'error' }
}
