import { diffConfigs } from '../../jobs/diff-configs.ts'

/** A field in which some configs differ, with its value in each; undefined where it is not there. */
export interface ConfigRow { pointer: string, values: unknown[] }

/** The fields that are not the same in all configs, in the order in which they are met. */
export function configRows (configs: readonly unknown[]): ConfigRow[] {
  const [first, ...others] = configs
  const pointers = new Set(others.flatMap(other => diffConfigs(first, other).map(({ pointer }) => pointer)))
  return [...pointers].map(pointer => ({ pointer, values: configs.map(config => valueOf(config, pointer)) }))
}

function valueOf (config: unknown, pointer: string): unknown {
  let value = config
  for (const part of pointer.split('/').slice(1)) {
    const name = part.replaceAll('~1', '/').replaceAll('~0', '~')
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
    value = (value as Record<string, unknown>)[name] // as: any object has fields
  }
  return value
}
