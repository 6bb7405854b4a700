import type { Finding } from '../../contract/errors.ts'
import type { ConfigValidation } from '../../contract/configs.ts'
import { isObject } from '../schema/json-schema.ts'
import type { JsonObject } from '../schema/json-schema.ts'

/** A sample with everything filled in, and everything that is wrong with it; pointers begin in the sample. */
export interface CheckedSample { sample: JsonObject, errors: Finding[] }

/** How a trainer checks and completes its configs. */
export interface ConfigRules {
  validate: (document: unknown) => ConfigValidation
  complete: (config: JsonObject) => JsonObject
}

const AT = '/samples/0'

/**
 * Checks a custom sample as if it stood in the config of the training: the same fields, rules and defaults. It is
 * drawn, so it is enabled.
 */
export function checkSample (
  { validate, complete }: ConfigRules, config: JsonObject, sample: JsonObject
): CheckedSample {
  const document = { ...config, samples: [sample] }
  const errors = validate(document).errors.filter(({ pointer }) => pointer === AT || pointer.startsWith(AT + '/'))
  return {
    sample: { ...onlySample(complete(document)), enabled: true },
    errors: errors.map(finding => ({ ...finding, pointer: finding.pointer.slice(AT.length) }))
  }
}

/** The schema of a sample, taken from that of a config, with the defaults it has in this one. */
export function sampleSchema (
  schema: JsonObject, { complete }: Pick<ConfigRules, 'complete'>, config: JsonObject
): JsonObject {
  const items = listItems(isObject(schema.properties) ? schema.properties.samples : undefined)
  const defaults = onlySample(complete({ ...config, samples: [{}] }))
  const properties = Object.entries(isObject(items.properties) ? items.properties : {}).map(([name, property]) => {
    const { default: _, ...rest } = isObject(property) ? property : {}
    return [name, name === 'prompt' || defaults[name] === undefined ? rest : { ...rest, default: defaults[name] }]
  })
  return { ...items, properties: Object.fromEntries(properties), required: ['prompt'] }
}

const onlySample = ({ samples }: JsonObject): JsonObject =>
  Array.isArray(samples) && isObject(samples[0]) ? samples[0] : {}

/** What the list holds; in a OneTrainer config it may also be null. */
function listItems (list: unknown): JsonObject {
  if (!isObject(list)) return {}
  if (isObject(list.items)) return list.items
  return Array.isArray(list.anyOf) ? list.anyOf.map(listItems).find(items => Object.keys(items).length > 0) ?? {} : {}
}
