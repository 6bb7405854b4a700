import type { ConfigDiff } from '../../contract/configs.ts'
import { pointTo } from '../schema/json-pointer.ts'
import { isObject } from '../schema/json-schema.ts'

/** Where a value is not as its base, field by field. Lists are compared whole: their entries have no names. */
export function diffConfig (base: unknown, value: unknown, pointer = ''): ConfigDiff['changes'] {
  if (isObject(base) && isObject(value)) {
    return [...new Set([...Object.keys(base), ...Object.keys(value)])].flatMap(key =>
      diffConfig(base[key], value[key], pointTo(pointer, key))
    )
  }
  return isSame(base, value) ? [] : [{ pointer, value: value ?? null, default: base ?? null }]
}

function isSame (one: unknown, other: unknown): boolean {
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((item, index) => isSame(item, other[index]))
  }
  if (isObject(one) && isObject(other)) return diffConfig(one, other).length === 0
  return (one ?? null) === (other ?? null)
}
