import { namesOf } from '../../core/domain/schema/json-pointer.ts'

/** A config as it is typed: the document, or where its text stops being JSON. */
export type TypedConfig = { config: Record<string, unknown> } | { problem: string, line: number }

/** Reads the text of a config. */
export function readConfigText (text: string): TypedConfig {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? { config: value as Record<string, unknown> } // as: an object
      : { problem: 'A config is an object: { … }', line: 1 }
  } catch (error) {
    const { message } = error as SyntaxError // as: of JSON.parse
    return { problem: message, line: lineAt(text, message) }
  }
}

/** The line that the message of JSON.parse names by line or position; else the last one. */
function lineAt (text: string, message: string): number {
  const line = /line (\d+)/.exec(message)?.[1]
  if (line !== undefined) return Number(line)
  const position = /position (\d+)/.exec(message)?.[1]
  return text.slice(0, position === undefined ? undefined : Number(position)).split('\n').length
}

/** A config as text, a member a line. */
export const formatConfig = (config: unknown): string => JSON.stringify(config, null, 2)

/** The line of `formatConfig` that holds a JSON pointer, or the nearest value around it. */
export function lineOfPointer (config: unknown, pointer: string): number {
  let [value, line] = [config, 1]
  for (const key of namesOf(pointer)) {
    const members = Object.entries(value ?? {})
    const at = members.findIndex(([name]) => name === key)
    if (typeof value !== 'object' || at === -1) return line
    line += 1 + members.slice(0, at).reduce((sum, [, member]) => sum + height(member), 0)
    value = members[at]?.[1]
  }
  return line
}

const height = (value: unknown): number => formatConfig(value).split('\n').length
