import { isObject } from '../schema/json-schema.ts'
import type { JsonObject } from '../schema/json-schema.ts'

/**
 * The config with some fields changed: objects are merged, everything else – lists too – is replaced. Neither argument
 * is touched.
 */
export function mergeConfig (config: JsonObject, overrides: JsonObject): JsonObject {
  const merged = { ...config }
  for (const [key, value] of Object.entries(overrides)) {
    const before = merged[key]
    // Not by assignment: a key named __proto__ must stay a key.
    Object.defineProperty(merged, key, {
      value: isObject(before) && isObject(value) ? mergeConfig(before, value) : value,
      enumerable: true,
      configurable: true,
      writable: true
    })
  }
  return merged
}
