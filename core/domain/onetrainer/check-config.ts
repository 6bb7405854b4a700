import type { ConfigValidation } from '../../contract/configs.ts'
import type { Finding } from '../../contract/errors.ts'
import { checkShape } from '../config/check-shape.ts'
import { isObject } from '../config/json-schema.ts'
import type { JsonObject } from '../config/json-schema.ts'
import { combinationFindings } from './combinations.ts'
import { completeOneTrainer } from './complete-config.ts'
import { configVersion } from './description.ts'
import type { Description } from './description.ts'
import { fieldFindings } from './field-rules.ts'

const MOST_FINDINGS = 500
const SECRETS = '/secrets'

/**
 * Checks a config against an installed OneTrainer: its own schema, what the desktop asks of each field, and what would
 * fail hours later because it does not go together. The config it gives back is complete and holds no secrets.
 */
export function checkOneTrainer (description: Description, document: unknown): ConfigValidation {
  if (!isObject(document)) return { valid: false, errors: checkShape(description.schema, document), warnings: [], config: null }
  const older = versionFinding(description, document)
  const errors = older === null ? checkShape(description.schema, document).map(withoutSecret) : [older]
  const { secrets: _, ...config } = completeOneTrainer(description, document)
  if (older === null) errors.push(...fieldFindings(description, config, isSound(errors)))
  const found = older === null ? combinationFindings(description, config, isSound(errors)) : []
  errors.push(...found.filter(({ severity }) => severity === 'error'))
  const shown = errors.slice(0, MOST_FINDINGS)
  if (errors.length > shown.length) shown.push({ pointer: '', message: `has ${errors.length - shown.length} more errors, which are not shown`, severity: 'error' })
  return { valid: errors.length === 0, errors: shown, warnings: found.filter(({ severity }) => severity === 'warning'), config: errors.length === 0 ? config : null }
}

/** Whether a field and all that is in it is free of errors so far: nothing is concluded from one that is wrong. */
function isSound (errors: Finding[]): (pointer: string) => boolean {
  const wrong = errors.map(({ pointer }) => pointer)
  return pointer => !wrong.some(at => at === pointer || at.startsWith(pointer + '/') || pointer.startsWith(at + '/'))
}

/** Left out, the version is this one's. Older configs are migrated by OneTrainer itself, never guessed at here. */
function versionFinding (description: Description, { __version }: JsonObject): Finding | null {
  const version = configVersion(description)
  if (__version === undefined || __version === version) return null
  const isOlder = typeof __version === 'number' && typeof version === 'number' && __version < version
  const hint = isOlder ? 'POST /api/config/import brings it up to date' : 'update OneTrainer, or export the config from the one that is installed'
  return { pointer: '/__version', message: `is ${JSON.stringify(__version)}, and the installed OneTrainer writes ${JSON.stringify(version)}`, hint, severity: 'error' }
}

/** A message quotes the value that is wrong; a secret is never quoted. */
const withoutSecret = (finding: Finding): Finding =>
  finding.pointer.startsWith(SECRETS) ? { ...finding, message: finding.message.replace(/, not .*$/s, '') } : finding
