import { namesOf, pointTo } from '../schema/json-pointer.ts'

/** A field in which some configs differ, with its value in each; undefined where it is not there. */
export interface ConfigRow { pointer: string, values: unknown[] }

/** Rows of one part of the config: the list or the object that they stand in. */
export interface ConfigGroup { title: string, rows: ConfigRow[] }

export interface ConfigComparison {
  groups: ConfigGroup[]
  /** Fields that are the same in all. */
  equal: ConfigRow[]
}

const GENERAL = 'General'

/** What differs between configs, by part, in the order in which the fields are met. */
export function compareConfigs (configs: readonly unknown[]): ConfigComparison {
  const leaves = new Set(configs.flatMap(config => leavesOf(config)))
  const rows = [...leaves]
    .filter(pointer => !ancestorsOf(pointer).some(above => leaves.has(above))) // stands in the value of that one
    .map(pointer => ({ pointer, values: configs.map(config => valueAt(config, pointer)) }))
  const differing = rows.filter(({ values }) => !areEqual(values))
  const groups = new Map<string, ConfigRow[]>()
  for (const row of differing) groups.set(groupOf(row.pointer), [...groups.get(groupOf(row.pointer)) ?? [], row])
  return {
    groups: [...groups].map(([title, rows]) => ({ title, rows })),
    equal: rows.filter(({ values }) => areEqual(values))
  }
}

/** Whether all values are the same, whatever the order of their fields. */
export const areEqual = (values: readonly unknown[]): boolean => new Set(values.map(written)).size < 2

function written (value: unknown): string {
  if (typeof value !== 'object' || value === null) return value === undefined ? '' : JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(written).join()}]`
  return `{${Object.entries(value).sort().map(([name, one]) => `${JSON.stringify(name)}:${written(one)}`).join()}}`
}

/** Fields at the top stand together; others with those of the same list or object. */
function groupOf (pointer: string): string {
  const names = namesOf(pointer)
  return names.length > 1 ? names[0] ?? GENERAL : GENERAL
}

const isContainer = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

/** Pointers of all values without fields of their own; an empty config has none. */
function leavesOf (value: unknown, pointer = ''): string[] {
  const fields = isContainer(value) ? Object.entries(value) : []
  if (fields.length === 0) return pointer === '' ? [] : [pointer]
  return fields.flatMap(([name, one]) => leavesOf(one, pointTo(pointer, name)))
}

const ancestorsOf = (pointer: string): string[] =>
  pointer.split('/').slice(1, -1).reduce<string[]>((above, name) => [...above, `${above.at(-1) ?? ''}/${name}`], [])

function valueAt (config: unknown, pointer: string): unknown {
  let value = config
  for (const name of namesOf(pointer)) {
    if (!isContainer(value) || !Object.hasOwn(value, name)) return undefined
    value = value[name]
  }
  return value
}
