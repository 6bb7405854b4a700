import type { TSchema } from '@sinclair/typebox'
import { TypeCompiler } from '@sinclair/typebox/compiler'
import type { TypeCheck } from '@sinclair/typebox/compiler'
import { bridgeLines } from '../core/contract/bridge.ts'
import type { BridgeLine } from '../core/contract/bridge.ts'
import { inCodeUnits } from '../core/contract/rewrite-schema.ts'

/** A line of the trainer, understood or with the reason why not. `code` is the code of the warning it makes. */
export type Decoded =
  | { line: BridgeLine }
  | { code: 'bridge_line_rejected' | 'bridge_line_unknown', reason: string, head: string }

const HEAD_BYTES = 200

/** Makes the function that reads lines of file descriptor 3. Compiles the checks once; never throws. */
export function createBridgeDecoder (): (bytes: Buffer, cut_bytes: number) => Decoded {
  const kinds = new Map<string, { check: TypeCheck<TSchema>, named: boolean }>(bridgeLines.map(schema =>
    [
      schema.properties.type.const,
      { check: TypeCompiler.Compile<TSchema>(inCodeUnits(schema)), named: 'non_finite' in schema.properties }
    ]))
  const utf8 = new TextDecoder('utf-8', { fatal: true })

  /** The object in a line, or why there is none. */
  function parse (bytes: Buffer): { type: string } | string {
    try {
      const value: unknown = JSON.parse(utf8.decode(bytes))
      const typed = typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
      return typed ? value as { type: string } : 'not an object with a type' // as: just looked at
    } catch (error) {
      return error instanceof SyntaxError ? 'not JSON' : 'not UTF-8'
    }
  }

  return (bytes, cut_bytes) => {
    const reject = (
      reason: string,
      code: 'bridge_line_rejected' | 'bridge_line_unknown' = 'bridge_line_rejected'
    ): Decoded => ({ code, reason, head: bytes.toString('utf8', 0, HEAD_BYTES) })
    if (cut_bytes > 0) return reject(`longer than the limit by ${cut_bytes} bytes`)
    const value = parse(bytes)
    if (typeof value === 'string') return reject(value)
    const kind = kinds.get(value.type)
    if (kind === undefined) return reject(`unknown type "${value.type.slice(0, 64)}"`, 'bridge_line_unknown')
    if (kind.named && !kind.check.Check(value)) nameNonFinite(value)
    if (kind.check.Check(value)) return { line: value as BridgeLine } // as: the check of its own type
    const error = kind.check.Errors(value).First()
    return reject(error === undefined ? 'wrong shape' : `${error.path || '/'}: ${error.message}`)
  }
}

/**
 * JSON has no infinity, but reads 1e400 as one. It becomes null here and is named in `non_finite`, as the bridge does
 * it.
 */
function nameNonFinite (line: object): void {
  const found: Record<string, 'inf' | '-inf'> = {}
  for (const holder of 'values' in line && typeof line.values === 'object' && line.values !== null
    ? [line, line.values]
    : [line]) {
    for (const [key, value] of Object.entries(holder)) {
      if (typeof value !== 'number' || Number.isFinite(value)) continue
      found[key] = value > 0 ? 'inf' : '-inf'
      Object.assign(holder, { [key]: null })
    }
  }
  // as: checked right after
  if (Object.keys(found).length > 0) {
    Object.assign(line, { non_finite: { ...('non_finite' in line ? (line.non_finite as object) : {}), ...found } })
  }
}
