import { areEqual } from '../../core/domain/config/compare-configs.ts'
import type { ConfigGroup } from '../../core/domain/config/compare-configs.ts'
import { namesOf } from '../../core/domain/schema/json-pointer.ts'

/** How many of the rows have another value at a place than at the base. */
export const changedFrom = (groups: readonly ConfigGroup[], base: number, place: number): number =>
  groups.flatMap(({ rows }) => rows).filter(({ values }) => !areEqual([values[base], values[place]])).length

/** The name of a field below its group: `0 · prompt`. */
export function fieldName (pointer: string, group: string): string {
  const [first = '', ...rest] = namesOf(pointer)
  return (first === group && rest.length > 0 ? rest : [first, ...rest]).join(' · ')
}

/** A value as it is written in a config; a text without its quotes where nothing else is written like it. */
export function valueWords (value: unknown): string {
  const json = JSON.stringify(value)
  return typeof value === 'string' && value !== '' && !/^[\s\d[{"+-]|^(true|false|null)$|\s$/.test(value) ? value : json
}
