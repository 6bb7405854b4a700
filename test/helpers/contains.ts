import { isObject } from '../../core/domain/schema/json-schema.ts'

/** True when a value has all that another has: each field of an object, each entry of a list. It may have more. */
export function contains (whole: unknown, part: unknown): boolean {
  if (Array.isArray(part)) {
    return Array.isArray(whole) && whole.length === part.length && part.every((item, at) => contains(whole[at], item))
  }
  if (!isObject(part)) return Object.is(whole, part)
  return isObject(whole) &&
    Object.entries(part).every(([key, item]) => Object.hasOwn(whole, key) && contains(whole[key], item))
}
