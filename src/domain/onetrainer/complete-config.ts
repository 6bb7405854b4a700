import { complete, isObject } from '../shape.ts'
import type { JsonObject } from '../shape.ts'
import type { Description, ModelRules } from './description.ts'

/**
 * The config with everything filled in that it leaves out, as the desktop would have it: settings of the chosen optimizer,
 * layers of the chosen preset, a format that the model can be saved in, samples as large as the model likes them, and a
 * seed for every concept. A seed that changes would make the cache anew. What is given stays, right or wrong.
 */
export function completeOneTrainer (description: Description, document: JsonObject): JsonObject {
  const { schema } = description
  const text = (name: string): string => String(document[name] ?? schema.properties?.[name]?.default)
  const model = description.models[text('model_type')]
  const method = text('training_method')
  const given: JsonObject = { ...document }
  if (model !== undefined) {
    given.output_model_format ??= model.formats[method]?.[0]
    Object.assign(given, layersOf(model, method, given))
    if (isObject(given.quantization)) given.quantization = { ...given.quantization, ...layersOf(model, method, given.quantization) }
    if (Array.isArray(given.samples)) given.samples = given.samples.map((sample: unknown) => isObject(sample) ? { ...model.sample, ...sample } : sample)
  }
  given.optimizer = optimizerOf(description, given)
  if (Array.isArray(given.concepts)) given.concepts = given.concepts.map(withSeed)
  return complete(schema, withoutUndefined(given)) as JsonObject // as: an object stays an object
}

/** The layers a preset names, unless the config says them itself. */
function layersOf (model: ModelRules, method: string, { layer_filter, layer_filter_preset }: JsonObject): JsonObject {
  const preset = typeof layer_filter_preset === 'string' ? model.layer_presets[method]?.[layer_filter_preset] : undefined
  return preset === undefined || layer_filter !== undefined ? {} : { layer_filter: preset.patterns.join(','), layer_filter_regex: preset.regex }
}

function optimizerOf ({ schema, optimizers }: Description, { optimizer, optimizer_defaults }: JsonObject): unknown {
  if (optimizer !== undefined && !isObject(optimizer)) return optimizer
  const name = String(optimizer?.optimizer ?? schema.properties?.optimizer?.properties?.optimizer?.default)
  const kept = isObject(optimizer_defaults) && isObject(optimizer_defaults[name]) ? optimizer_defaults[name] : {}
  return { ...optimizers[name]?.defaults, ...kept, ...optimizer }
}

const withSeed = (concept: unknown): unknown => isObject(concept) && concept.seed === undefined ? { ...concept, seed: seedOf(String(concept.path)) } : concept
const withoutUndefined = (object: JsonObject): JsonObject => Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined))

/** A seed that is the same for the same folder, today and tomorrow: the CRC-32 of its path, 30 bits of it. */
export function seedOf (path: string): number {
  let crc = ~0
  for (const byte of new TextEncoder().encode(path)) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ ((crc & 1) * 0xEDB88320)
  }
  return ~crc & 0x3fffffff
}
