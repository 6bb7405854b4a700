import { complete, isObject } from '../schema/json-schema.ts'
import type { JsonObject } from '../schema/json-schema.ts'
import type { Description, ModelRules } from './description.ts'

/**
 * The config with everything filled in that it leaves out, as the desktop would have it: settings of the chosen
 * optimizer, layers of the chosen preset, a format that the model can be saved in, samples as large as the model likes
 * them, and a seed for every concept. A seed that changes would make the cache anew. What is given stays, right or
 * wrong.
 */
export function completeOneTrainer (description: Description, document: JsonObject): JsonObject {
  const { schema } = description
  const text = (name: string): string => String(document[name] ?? schema.properties?.[name]?.default)
  const model = description.models[text('model_type')]
  const method = text('training_method')
  const given: JsonObject = { ...document }
  if (model !== undefined) {
    given.output_model_format ??= formatFor(description, model.formats[method] ?? [], text('output_model_destination'))
    Object.assign(given, layersOf(model, method, given))
    if (isObject(given.quantization)) {
      given.quantization = { ...given.quantization, ...layersOf(model, method, given.quantization) }
    }
    if (Array.isArray(given.samples)) {
      given.samples = given.samples.map((sample: unknown) =>
        isObject(sample) ? { ...model.sample, ...sample } : sample
      )
    }
  }
  given.optimizer_defaults = keptWhole(given.optimizer_defaults, description.optimizer_fields)
  given.optimizer = optimizerOf(description, given)
  if (Array.isArray(given.concepts)) given.concepts = given.concepts.map(withSeed)
  return complete(schema, withoutUndefined(given)) as JsonObject // as: an object stays an object
}

/** The first format that is offered and fits the file's name; else the first, as the desktop takes it. */
const formatFor = ({ formats }: Description, offered: string[], destination: string): string | undefined =>
  offered.find(name => formats[name] !== '' && destination.endsWith(formats[name] ?? '/')) ?? offered[0]

/** The layers a preset names, unless the config says them itself. */
function layersOf (model: ModelRules, method: string, { layer_filter, layer_filter_preset }: JsonObject): JsonObject {
  const preset =
    typeof layer_filter_preset === 'string' ? model.layer_presets[method]?.[layer_filter_preset] : undefined
  return preset === undefined || layer_filter !== undefined
    ? {}
    : { layer_filter: preset.patterns.join(','), layer_filter_regex: preset.regex }
}

/**
 * What the config keeps for an optimizer stands over all of that optimizer's own defaults, as it does on the desktop.
 */
function optimizerOf ({ schema, optimizers }: Description, { optimizer, optimizer_defaults }: JsonObject): unknown {
  if (optimizer !== undefined && !isObject(optimizer)) return optimizer
  const name = String(optimizer?.optimizer ?? schema.properties?.optimizer?.properties?.optimizer?.default)
  const kept = isObject(optimizer_defaults) ? optimizer_defaults[name] : undefined
  return { ...isObject(kept) ? kept : optimizers[name]?.defaults, optimizer: name, ...optimizer }
}

const keptWhole = (kept: unknown, fields: JsonObject): unknown =>
  isObject(kept)
    ? Object.fromEntries(Object.entries(kept).map(([name, one]) => [name, isObject(one) ? { ...fields, ...one } : one]))
    : kept

const withSeed = (concept: unknown): unknown =>
  isObject(concept) && concept.seed === undefined ? { ...concept, seed: seedOf(String(concept.path)) } : concept
const withoutUndefined = (object: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined))

/** A seed that is the same for the same folder, today and tomorrow: the CRC-32 of its path, 30 bits of it. */
export function seedOf (path: string): number {
  let crc = ~0
  for (const byte of new TextEncoder().encode(path)) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ ((crc & 1) * 0xEDB88320)
  }
  return ~crc & 0x3fffffff
}
