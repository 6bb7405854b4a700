import type { JsonSchema } from './schema/json-schema.ts'
import { problemOf } from './schema/schema-problem.ts'

/** What a setting stands for, or what is wrong with it, as the end of a sentence that begins with its name. */
export type SettingValue = { value: unknown } | { problem: string }

/** Settings that are lists: a text with entries between commas. `entry` is what each must match, and how that reads. */
export interface ListOptions { entry?: { pattern: RegExp, expected: string } }

interface SettingSchema extends JsonSchema, ListOptions { separator?: string }

/**
 * Reads the text of a setting, which is not empty. A number is written with decimal digits and nothing else: no text is
 * taken for the number it begins with. `accepts` says whether the schema takes a
 * value. A secret value is not quoted.
 */
export function readSettingValue (
  schema: SettingSchema, text: string, accepts: (value: unknown) => boolean, is_secret = false
): SettingValue {
  if (schema.separator === ',') return readList(schema, text)
  if (text !== text.trim()) return { problem: 'must not begin or end with white space' }
  const value = convert(schema, text)
  if (accepts(value)) return { value }
  const { type, pattern, enum: allowedValues } = schema
  const keyword = allowedValues !== undefined ? 'enum' : pattern !== undefined ? 'pattern' : 'type'
  const error = { keyword, params: { type, pattern, allowedValues }, parentSchema: schema, data: text }
  return { problem: problemOf({ ...error, instancePath: '', schemaPath: '' }, is_secret) }
}

/** The entries of a list. White space around them and empty ones do not count. */
export const entriesOf = (list: string): string[] =>
  list.split(',').map(entry => entry.trim()).filter(entry => entry !== '')

function readList ({ entry }: ListOptions, text: string): SettingValue {
  const wrong = entriesOf(text).find(one => entry?.pattern.test(one) === false)
  if (wrong === undefined) return { value: text }
  return { problem: `must list ${entry?.expected}, not ${JSON.stringify(wrong.slice(0, 60))}` }
}

const numerals: Record<string, RegExp> = { integer: /^-?\d+$/, number: /^-?\d+(\.\d+)?$/ }
const truths = new Map([['true', true], ['1', true], ['false', false], ['0', false]])

/** The text itself where it is none of its type, which the schema then refuses. */
function convert ({ type = '' }: SettingSchema, text: string): unknown {
  if (type === 'boolean') return truths.get(text.toLowerCase()) ?? text
  return numerals[type]?.test(text) === true ? Number(text) : text
}
